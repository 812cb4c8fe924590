#!/bin/sh
# Builds the sample's image without a download: build-image.sh [IMAGE]
#
# IMAGE is by default what image.env names. The base, an image called sample-node, is made once of this machine's Node
# (NODE names another program) and the libraries it needs; BASE takes some other image with Node instead.
set -eu
cd "$(dirname "$0")"
. ./image.env
image=${1:-$IMAGE}
base=${BASE:-sample-node}
node=${NODE:-node}

make_base() {
  program=$(command -v "$node") || { echo "there is no $node to make the base image of" >&2; exit 1; }
  umask 022
  root=$(mktemp -d)
  trap 'rm -rf "$root"' EXIT
  trap 'exit 1' INT TERM
  chmod 755 "$root"
  mkdir -p "$root/usr/local/bin"
  cp -L "$program" "$root/usr/local/bin/node"
  # Each library, and the loader, where the loader will look for it.
  ldd "$program" | grep -o '/[^ ]*' | while read -r library; do
    mkdir -p "$root${library%/*}"
    cp -L "$library" "$root$library"
  done
  id=$(tar -C "$root" -c . | docker import --change 'ENV PATH=/usr/local/bin' -)
  docker run --rm --network none "$id" node --version >/dev/null || { docker rmi "$id" >/dev/null; exit 1; }
  docker tag "$id" sample-node
}

if [ "$base" = sample-node ] && ! docker image inspect sample-node >/dev/null 2>&1; then
  echo "making the base image sample-node of $node"
  make_base
fi
echo "building the image $image"
docker build --quiet --build-arg "BASE=$base" --tag "$image" . >/dev/null
