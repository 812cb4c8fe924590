#!/usr/bin/env bash
# Succeeds once the container answers. Asked inside the container: an instance has an address of its own, and what Docker
# publishes on the machine's loopback cannot be seen from there.
set -euo pipefail
# shellcheck source=instance.sh
. "$(dirname -- "$0")/instance.sh"

for _ in {1..10}; do
  [[ $(docker inspect --format '{{.State.Running}}' "$container") == true ]] || break
  if docker exec "$container" node /app/check.mjs; then
    echo "$container answers"
    exit 0
  fi
  sleep 0.5
done
echo "$container does not answer; its log:" >&2
docker logs --tail 20 "$container" >&2
exit 1
