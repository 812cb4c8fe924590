#!/bin/sh
# Succeeds once the sample answers.
set -eu
app="${TOWPATH_DESTINATION_ROOT:-}/opt/sample-app"
for attempt in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  if node "$app/check.mjs"; then
    echo "sample-app answers"
    exit 0
  fi
  sleep 0.2
done
echo "sample-app does not answer; its log:" >&2
tail -n 20 "$app/server.log" >&2
exit 1
