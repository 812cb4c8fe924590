#!/usr/bin/env bash
# Stops and removes the instance's container, whatever it runs; it is no error when there is none.
set -euo pipefail
# shellcheck source=instance.sh
. "$(dirname -- "$0")/instance.sh"

if ! command -v docker >/dev/null; then
  echo "docker is not installed, so nothing runs"
  exit 0
fi
found=$(docker ps --all --quiet --filter "name=^/$container\$")
if [[ -z $found ]]; then
  echo "$container was not running"
  exit 0
fi
docker stop "$found" >/dev/null
docker rm --force "$found" >/dev/null
echo "stopped $container"
