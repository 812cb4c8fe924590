#!/bin/sh
# Runs a Docker Engine that shares nothing with the machine's own, until SIGTERM; then nothing of it is left: no process,
# mount, bridge, cgroup or file. It has PID and mount namespaces of its own, so killing its first process ends all that it
# started. The network is the machine's, without packet filter rules: published ports go through Docker's proxy alone.
#
# Arguments: FOLDER NAME ADDRESS (of its bridge, with prefix length)
set -eu
folder=$1 name=$2 address=$3
engine=

clean_up() {
  set +e
  if [ -n "$engine" ]; then
    # The engine is the one child of unshare; before it is started, unshare itself is all there is.
    { kill -KILL $(cat "/proc/$engine/task/$engine/children") || kill -KILL "$engine"; } 2>/dev/null
    wait "$engine"
  fi
  ip link delete "$name" 2>/dev/null
  find /sys/fs/cgroup -depth -type d -path "*/$name*" -exec rmdir {} + 2>/dev/null
  rm -rf "$folder"
}
trap clean_up EXIT
# A parent that is killed can be told of by several signals, one for each of its threads: the first one counts.
trap 'trap "" TERM INT HUP; exit 0' TERM INT HUP

ip link add "$name" type bridge
ip address add "$address" dev "$name"
ip link set "$name" up
echo '{}' >"$folder/daemon.json"
unshare --mount --pid --fork --kill-child --mount-proc dockerd \
  --config-file "$folder/daemon.json" --data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$folder/pid" \
  --host "unix://$folder/docker.sock" \
  --bridge "$name" --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false \
  --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "/$name" >"$folder/log" 2>&1 &
engine=$!
wait "$engine"
