#!/bin/sh
# Stands in for service where the machine has none: runs the script of that name in /etc/init.d.

if [ $# -lt 2 ] || [ ! -x "/etc/init.d/$1" ]; then
  [ $# -lt 2 ] && echo 'Usage: service NAME COMMAND' >&2 || echo "$1: unrecognized service" >&2
  exit 1
fi
name=$1
shift
exec "/etc/init.d/$name" "$@"
