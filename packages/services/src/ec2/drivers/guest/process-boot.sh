#!/bin/sh
# Boots an instance that is nothing but processes of this machine: user data once, then the agent's supervisor.

state=$(cd "$(dirname "$0")" && pwd)
if [ -e "$state/user-data" ]; then
  "$state/user-data" </dev/null >"$state/../log/user-data.log" 2>&1 &
fi
exec "$state/agent-service" supervise
