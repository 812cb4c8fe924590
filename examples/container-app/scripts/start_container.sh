#!/usr/bin/env bash
# Runs a container of exactly the image that the build made and wrote into image.env.
set -euo pipefail
scripts=$(dirname -- "$0")
# shellcheck source=instance.sh
. "$scripts/instance.sh"

if [[ ! -f $scripts/../image.env ]]; then
  echo "there is no image.env beside appspec.yml: the build writes it, so deploy what the build made" >&2
  exit 1
fi
IMAGE='' IMAGE_TAG=''
# shellcheck source=/dev/null
. "$scripts/../image.env"

# The part before the first slash is a registry if it looks like a host. Without one the image is the engine's own.
case $IMAGE in
  localhost/* | *.*/* | *:*/*) docker pull --quiet "$IMAGE" ;;
esac

# ApplicationStop is not run at an instance's first deployment, and this may be run twice: start from nothing.
docker rm --force "$container" >/dev/null 2>&1 || true

# Published for this machine alone. On a server of your own leave the address out: -p "$port:5000".
docker run -d -p "127.0.0.1:$port:5000" --name "$container" \
  --label "towpath.instance=$instance" \
  --env "INSTANCE_ID=$instance" --env "DEPLOYMENT_ID=${DEPLOYMENT_ID:-by hand}" --env "IMAGE_TAG=$IMAGE_TAG" \
  "$IMAGE" || {
  status=$?
  # One that could not be started (its port is taken, for example) is there all the same.
  docker rm --force "$container" >/dev/null 2>&1 || true
  exit "$status"
}
echo "started $container from $IMAGE on port $port"
