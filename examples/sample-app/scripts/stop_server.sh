#!/bin/sh
# Stops the sample if it runs; it is no error when it does not.
set -eu
app="${TOWPATH_DESTINATION_ROOT:-}/opt/sample-app"
if [ -f "$app/server.pid" ] && kill "$(cat "$app/server.pid")" 2>/dev/null; then
  echo "stopped sample-app"
else
  echo "sample-app was not running"
fi
rm -f "$app/server.pid"
