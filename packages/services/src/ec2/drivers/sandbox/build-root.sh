#!/bin/sh
# Builds an instance's view of the machine and becomes its first process.
#
# Runs as root of the machine, as first process of a new PID namespace, in a mount namespace of its own and in the
# network, host name and IPC namespaces of the holder. Nothing of the instance may be run before the user namespace of
# the holder is entered: it is written by strangers, and until then we can do everything. Behind that line, mounts made
# here are locked: the instance's root can neither undo them nor see what lies beneath.
#
# Arguments: ROOT RECORD HOLDER HOSTNAME GUEST-FILES, then NEED TYPE SOURCE TARGET OPTIONS MAKE for each mount.

set -eu
root=$1 record=$2 holder=$3 hostname=$4 guest=$5
shift 5

# Who we are, as the machine counts: found again after any crash of whoever started us.
IFS= read -r stat </proc/self/stat
read -r boot </proc/sys/kernel/random/boot_id
printf '%s\n%s\n' "$stat" "$boot" >"$record.new"
mv -f "$record.new" "$record"

# Succeeds if no part of the path below the root is a symbolic link: it would lead out of the instance.
is_straight() {
  cd -P "$1" 2>/dev/null && [ "$PWD" = "$1" ]
}

make_target() {
  case $2 in
    folder)
      # An instance may have put a link or a file in its way while it ran.
      if [ -L "$1" ] || [ -f "$1" ]; then rm -f "$1"; fi
      [ -d "$1" ] || mkdir -p "$1"
      ;;
    file)
      [ -d "${1%/*}" ] || mkdir -p "${1%/*}"
      is_straight "${1%/*}" || return 1
      if [ -L "$1" ]; then rm -f "$1"; fi
      [ -e "$1" ] || : >"$1"
      ;;
  esac
}

lies_inside() {
  if [ -d "$1" ] && [ ! -L "$1" ]; then is_straight "$1"; else [ -e "$1" ] && [ ! -L "$1" ] && is_straight "${1%/*}"; fi
}

mount_step() {
  need=$1 type=$2 source=$3 target=${root}${4%/} options=$5 make=$6
  case $source in INSTANCE/*) source=$root/${source#INSTANCE/} ;; esac
  if [ "$type" = bind ] && [ "$need" = optional ] && [ ! -e "$source" ]; then return 0; fi
  [ "$make" = nothing ] || make_target "$target" "$make" || [ "$need" = optional ] || return 1
  if ! lies_inside "$target"; then
    [ "$need" = optional ]
    return
  fi
  case $type in
    bind) mount -o "$options" "$source" "$target" ;;
    *) mount -t "$type" -o "$options" "$source" "$target" ;;
  esac || [ "$need" = optional ]
}

while [ $# -ge 6 ]; do
  mount_step "$1" "$2" "$3" "$4" "$5" "$6" || { echo "cannot mount $3 at $4" >&2; exit 1; }
  shift 6
  # The name is set through the instance's own /proc before that becomes read-only.
  if [ "$hostname" != '' ] && [ -e "$root/proc/sys/kernel/hostname" ]; then
    echo "$hostname" >"$root/proc/sys/kernel/hostname"
    hostname=
  fi
done

chmod 1777 "$root/tmp"
ln -s pts/ptmx "$root/dev/ptmx"
cp -R "$guest/." "$root/run/towpath"

# The instance could have this very program run once more and then write to it through /proc/self/exe.
unshare=$(command -v unshare)
mount -o bind,ro "$unshare" "$unshare"

# The root goes over the machine's. All else is let go: it would be kept busy, and another /proc or /sys in this
# namespace would let the instance mount one that is not restricted.
cd "$root"
mount --move . /
set --
while read -r _ _ _ _ place _; do
  case $place in *\\*) place=$(printf '%b' "$place") ;; esac
  case $place in
    / | /proc | "$root" | "$root"/* | /usr | /usr/* | /lib | /lib/* | /lib[0-9]* | /bin | /sbin) ;;
    *) set -- "$place" "$@" ;;
  esac
done </proc/self/mountinfo
[ $# -eq 0 ] || umount -l "$@" 2>/dev/null || :
mount -t tmpfs -o size=64k,mode=700 tmpfs /dev
: >/dev/user
mount --bind "/proc/$holder/ns/user" /dev/user
umount -l /proc
if [ -e /proc/self ] || [ -e /sys/kernel ]; then
  echo "the machine's /proc or /sys cannot be let go" >&2
  exit 1
fi
mount -o remount,bind,ro / 2>/dev/null || :
exec nsenter --user=/dev/user "$unshare" --mount --root=. --wd=/ /bin/sh /run/towpath/init
