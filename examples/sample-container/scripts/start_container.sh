#!/bin/sh
# Runs a container of the image that image.env names, in place of one that is still there.
set -eu
scripts=$(dirname "$0")
. "$scripts/instance.sh"
. "$scripts/../image.env"

# The part before the first slash is a registry if it looks like a host.
case $IMAGE in
  localhost/* | *.*/* | *:*/*) docker pull "$IMAGE" ;;
esac

# ApplicationStop is not run at an instance's first deployment, and this may be run twice: start from nothing.
docker rm --force "$container" >/dev/null 2>&1 || true

# Published for this machine alone. On a server of your own leave the address out: -p "$port:5000".
docker run -d -p "127.0.0.1:$port:5000" --name "$container" \
  --label "towpath.instance=$instance" \
  --env "INSTANCE_ID=$instance" --env "DEPLOYMENT_ID=${DEPLOYMENT_ID:-by hand}" \
  "$IMAGE" || {
  status=$?
  # One that could not be started (its port is taken, for example) is there all the same.
  docker rm --force "$container" >/dev/null 2>&1 || true
  exit $status
}
echo "started $container from $IMAGE on port $port"
