#!/bin/sh
# Stops and removes the container; it is no error when none is there.
set -eu
. "$(dirname "$0")/instance.sh"

if ! command -v docker >/dev/null; then
  echo "docker is not installed, so nothing runs"
  exit 0
fi
found=$(docker ps --all --quiet --filter "name=^/$container\$")
if [ "$found" = '' ]; then
  echo "$container was not running"
  exit 0
fi
docker stop "$found" >/dev/null
docker rm --force "$found" >/dev/null
echo "stopped $container"
