#!/bin/sh
# service, where an instance is nothing but processes of this machine: its agent is its own, all else the machine's.

if [ "$1" = codedeploy-agent ]; then
  shift
  exec "$(dirname "$0")/../run/agent-service" "$@"
fi
exec /usr/sbin/service "$@"
