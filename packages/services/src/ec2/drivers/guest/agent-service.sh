#!/bin/sh
# codedeploy-agent start|stop|restart|status as the official agent answers them, and the supervisor behind them.
#
# Lives in the folder of the instance's run state, beside:
#   settings   lines NAME=VALUE: pid_file, root_dir, config_file, log_file
#   argv       the agent's command, one argument a line
#   agent.env  its environment, lines NAME=VALUE
#   agent      "PID STARTTIME" of the agent that was started last
#   down       exists while the agent is meant to be stopped
#   wake       a pipe: a line in it makes the supervisor look again

state=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
while IFS='=' read -r name value; do
  case $name in
    pid_file) pid_file=$value ;;
    root_dir) root_dir=$value ;;
    config_file) config_file=$value ;;
    log_file) log_file=$value ;;
  esac
done <"$state/settings"

# When process $1 started; nothing when there is none. Field 22 of stat, counted behind the name in brackets.
start_time() {
  { IFS= read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  case $1 in Z | X) return 1 ;; esac
  echo "${20}"
}

# Prints the agent's PID when it is alive. A number that meanwhile belongs to another process does not count.
running() {
  { read -r pid started <"$state/agent"; } 2>/dev/null || return 1
  [ -n "$pid" ] && [ "$(start_time "$pid")" = "$started" ] && echo "$pid"
}

in_progress() {
  for file in "$root_dir"/ongoing-deployment/*; do
    [ -f "$file" ] && return 0
  done
  return 1
}

exec_agent() {
  while IFS= read -r line; do export "$line"; done <"$state/agent.env"
  set --
  while IFS= read -r line; do set -- "$@" "$line"; done <"$state/argv"
  exec "$@" </dev/null >"$log_file" 2>&1 3<&-
}

supervise() {
  [ -p "$state/wake" ] || mkfifo -m 600 "$state/wake"
  exec 3<>"$state/wake"
  trap 'ending=1; [ -z "$agent" ] || kill -TERM "$agent" 2>/dev/null' TERM
  # An agent that outlived an earlier supervisor is left to its work.
  while [ -z "$ending" ] && running >/dev/null; do sleep 1; done
  while [ -z "$ending" ]; do
    if [ -e "$state/down" ]; then
      read -r _ <&3
      continue
    fi
    (exec_agent) &
    agent=$!
    echo "$agent $(start_time "$agent")" >"$state/agent"
    mkdir -p "$(dirname "$pid_file")" && echo "$agent" >"$pid_file"
    wait "$agent"
    while start_time "$agent" >/dev/null; do wait "$agent"; done
    agent=
    rm -f "$pid_file" "$state/agent"
    [ -n "$ending" ] || [ -e "$state/down" ] || { sleep 2 3<&- & wait $!; }
  done
}

status() {
  if pid=$(running); then
    echo "The AWS CodeDeploy agent is running as PID $pid"
    return 0
  fi
  if [ -e "$pid_file" ]; then
    echo "The pid file $pid_file is present, but no process; cleaned up" >&2
    rm -f "$pid_file"
  fi
  echo 'error: No AWS CodeDeploy agent running' >&2
  return 1
}

start() {
  running >/dev/null && return 0
  rm -f "$state/down"
  # Opened for reading too, so that it does not wait for a supervisor that is just being replaced.
  echo 1<>"$state/wake"
  tries=0
  while [ $tries -lt 100 ]; do
    if pid=$(running); then
      echo "Started master $pid with 1 children"
      return 0
    fi
    sleep 0.1
    tries=$((tries + 1))
  done
  echo "error: The agent did not start; see $log_file" >&2
  return 1
}

stop() {
  if ! pid=$(running); then
    : >"$state/down"
    echo 'Nothing running that could be stopped'
    return 0
  fi
  echo 'Checking first if a deployment is already in progress'
  if in_progress; then
    echo 'error: A deployment is already in progress; the agent was not stopped' >&2
    return 1
  fi
  : >"$state/down"
  echo "Stopping master $pid"
  kill -TERM "$pid"
  tries=0
  while [ "$(running)" = "$pid" ]; do
    [ $tries -lt 72000 ] || return 1
    sleep 0.1
    tries=$((tries + 1))
  done
}

# Standard input: the control plane's address, then the lines of agent.env. Restarts the agent with them.
refresh() {
  IFS= read -r endpoint
  (umask 077 && cat >"$state/agent.env.new") && mv -f "$state/agent.env.new" "$state/agent.env"
  point_config_at "$endpoint"
  if pid=$(running); then kill -TERM "$pid"; fi
}

point_config_at() {
  sed "s|^:deploy_control_endpoint:.*|:deploy_control_endpoint: $1|; s|^:s3_endpoint_override:.*|:s3_endpoint_override: $1|" \
    "$config_file" >"$config_file.new" && mv -f "$config_file.new" "$config_file"
}

case $1 in
  start | stop | status | supervise | refresh) "$1" ;;
  point-config-at) point_config_at "$2" ;;
  restart | force-reload) stop && start ;;
  *)
    echo "Usage: $(basename "$0") {start|stop|restart|status}" >&2
    exit 2
    ;;
esac
