#!/bin/sh
# The first process of a sandbox instance: sets the instance up, keeps the agent's supervisor running and collects
# every process that is left without a parent (a shell's `wait` does, whoever they were).
#
# Descriptor 3 leads to whoever boots the instance and hears "ready" once.

run=/run/towpath
files=$run/files
marker=/var/lib/towpath/first-boot-done
config=/etc/codedeploy-agent/conf/codedeployagent.yml
trap 'stopping=1' TERM INT

first_boot() {
  # What the machine has of its own agent and of its own AWS credentials is not this instance's.
  rm -rf /opt/codedeploy-agent /etc/codedeploy-agent /var/log/aws/codedeploy-agent
  for home in /root /home/*; do rm -rf "$home/.aws"; done
  cp "$files/hostname" /etc/hostname
  rm -f /etc/hosts && cp "$files/hosts" /etc/hosts
  mkdir -p /etc/codedeploy-agent/conf /etc/init.d /etc/profile.d
  cp "$files/codedeployagent.yml" "$config"
  rm -f /etc/init.d/codedeploy-agent && cp "$files/codedeploy-agent.init" /etc/init.d/codedeploy-agent
  chmod 755 /etc/init.d/codedeploy-agent
  [ -x /usr/sbin/service ] || [ -x /sbin/service ] || install_program service /usr/sbin/service
  command -v sudo >/dev/null || install_program sudo /usr/bin/sudo
  mkdir -p "$(dirname "$marker")" && : >"$marker"
}

install_program() {
  mkdir -p "$(dirname "$2")" && cp "$files/$1" "$2" && chmod 755 "$2"
}

every_boot() {
  umask 022
  ln -s /proc/self/fd /dev/fd
  for name in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${name%%:*}" "/dev/${name#*:}"; done
  mkdir -p /opt/codedeploy-agent/bin /opt/codedeploy-agent/state/.pid /opt/codedeploy-agent/deployment-root
  mkdir -p /var/log/aws/codedeploy-agent /var/lib/towpath /run/lock
  rm -f /opt/codedeploy-agent/state/.pid/*
  ln -sfn "$run/agent-service" /opt/codedeploy-agent/bin/codedeploy-agent
  rm -f /etc/resolv.conf && cp "$files/resolv.conf" /etc/resolv.conf
  cp "$files/profile.sh" /etc/profile.d/towpath.sh
  [ ! -e "$files/signer-ca.pem" ] || cp "$files/signer-ca.pem" /etc/codedeploy-agent/conf/deployment-signer-ca.pem
  read -r endpoint <"$files/control-endpoint"
  "$run/agent-service" point-config-at "$endpoint"
}

user_data() {
  chmod 700 "$run/user-data"
  "$run/user-data" </dev/null >/var/log/cloud-init-output.log 2>&1 3>&-
  echo "user data ended with status $?"
}

pause() {
  sleep "$1" 3>&- &
  wait $!
}

# Ends everything else in the instance: the agent first, so that what it does has a moment to end well.
shut_down() {
  echo 'stopping'
  kill -TERM "$supervisor" 2>/dev/null
  tries=0
  while kill -0 "$supervisor" 2>/dev/null && [ $tries -lt 50 ]; do
    pause 0.1
    tries=$((tries + 1))
  done
  trap '' TERM
  kill -TERM -1 2>/dev/null
  sleep 0.2
  exit 0
}

[ -e "$marker" ] || first_boot
every_boot
echo ready >&3
exec 3>&-
[ ! -e "$run/user-data" ] || user_data &
while [ -z "$stopping" ]; do
  "$run/agent-service" supervise &
  supervisor=$!
  wait "$supervisor"
  [ -n "$stopping" ] || pause 1
done
shut_down
