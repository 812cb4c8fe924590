#!/bin/sh
# Runs a command inside an instance: PID OF ITS FIRST PROCESS, then the command. In a mount namespace of its own.
#
# An instance could have its shell replaced by a script that runs /proc/self/exe: that would be nsenter, run among the
# instance's files, and through it the machine's own program could be overwritten. So it is made read-only first.

set -eu
pid=$1
shift
nsenter=$(command -v nsenter)
mount -o bind,ro "$nsenter" "$nsenter"
exec "$nsenter" --target "$pid" --user --mount --uts --ipc --net --pid -- "$@"
