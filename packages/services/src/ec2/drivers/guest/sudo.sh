#!/bin/sh
# Stands in for sudo where the machine has none. Whoever calls it is root already, so only the user may change.

user=root
login=
while [ $# -gt 0 ]; do
  case $1 in
    -u | --user) user=$2 && shift 2 ;;
    -u?*) user=${1#-u} && shift ;;
    --user=*) user=${1#--user=} && shift ;;
    -g | --group | -p | --prompt | -C | -h | --host) shift 2 ;;
    -i | --login | -s | --shell) login=1 && shift ;;
    --) shift && break ;;
    -*) shift ;;
    *=*) export "$1" && shift ;;
    *) break ;;
  esac
done
if [ "$(id -u)" != 0 ]; then
  echo "sudo: only root can use sudo in this instance, not $(id -un)" >&2
  exit 1
fi
[ $# -gt 0 ] || set -- "${SHELL:-/bin/sh}" ${login:+-l}
[ "$user" = root ] && exec "$@"
exec runuser -u "$user" -- "$@"
