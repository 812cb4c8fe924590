#!/bin/sh
# Runs a command where a Docker Engine seems to be the machine's own, and the machine is not changed for it:
# with-docker-socket.sh FOLDER SOCKET COMMAND ... To be run in a mount namespace of its own.
set -eu
folder=$1 socket=$2
shift 2
# /run as it is, with changes that go nowhere. A socket has to be bound: it does not work through an overlay.
mount -t tmpfs tmpfs "$folder"
mkdir "$folder/upper" "$folder/work"
mount -t overlay -o "lowerdir=/run,upperdir=$folder/upper,workdir=$folder/work" overlay /run
rm -f /run/docker.sock
: >/run/docker.sock
mount --bind "$socket" /run/docker.sock
exec "$@"
