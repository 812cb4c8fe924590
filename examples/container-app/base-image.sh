#!/usr/bin/env bash
# Makes the image sample-node, of which the Dockerfile starts, without a download: of this machine's Node and the
# libraries it is linked with. NODE names another program than the node that is found. Does nothing where it is there.
set -euo pipefail

if docker image inspect sample-node >/dev/null 2>&1; then
  exit 0
fi
node=$(command -v "${NODE:-node}") || {
  echo "there is no ${NODE:-node} to make the base image of" >&2
  exit 1
}
echo "making the base image sample-node of $node"
umask 022
root=$(mktemp -d)
trap 'rm -rf -- "$root"' EXIT
trap 'exit 1' INT TERM
chmod 755 "$root"
mkdir -p "$root/usr/local/bin"
cp -L -- "$node" "$root/usr/local/bin/node"
# Each library, and the loader, where the loader will look for it.
ldd "$node" | grep -o '/[^ ]*' | while read -r library; do
  mkdir -p "$root${library%/*}"
  cp -L -- "$library" "$root$library"
done
image=$(tar -C "$root" -c . | docker import --change 'ENV PATH=/usr/local/bin' -)
docker run --rm --network none "$image" node --version >/dev/null || {
  docker rmi "$image" >/dev/null
  exit 1
}
docker tag "$image" sample-node
