#!/bin/sh
# Starts the sample in the background. All three streams are redirected: a daemon that keeps the hook's output open
# would hold the lifecycle event until its timeout.
set -eu
app="${TOWPATH_DESTINATION_ROOT:-}/opt/sample-app"
cd "$app"
nohup node server.mjs </dev/null >server.log 2>&1 &
echo $! >server.pid
echo "started sample-app as process $(cat server.pid)"
