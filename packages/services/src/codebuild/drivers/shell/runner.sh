#!/bin/sh
# First process of a build's environment: runs the jobs it is told of, one after the other, until it is killed.
#
# Arguments: the control folder, which can only be read here, and that for what jobs leave. The named pipes are opened for reading and writing, so that opening never waits, and what
# runs here neither ends nor loses a byte when the control plane goes away: it waits until somebody reads again.
#   jobs    names of jobs come in        output  of all commands        done  names of jobs that have ended
# Nothing but the shell itself is needed of the image.

control=$1 state=$2
exec 3<>"$control/jobs" 4<>"$control/output" 5<>"$control/done" 6>"$control/jobs"
trap '' HUP INT TERM
# Nobody comes back for an environment whose folder is gone: it ends by itself. No reader of the jobs is left by this.
(
  exec 3<&- 4>&- 5>&-
  command -v sleep || exit 0
  while [ -e "$control/jobs" ]; do sleep 5 || exit 0; done
  echo quit >&6
) </dev/null >/dev/null 2>&1 &
exec 6>&-
echo ready >&5
while IFS= read -r job <&3; do
  [ "$job" != quit ] || exit 0
  folder=$control/job/$job
  # Told twice: whoever told it did not live to remember.
  [ ! -e "$state/$job.started" ] || continue
  : >"$state/$job.started"
  (
    trap - HUP INT TERM
    exec sh "$folder/start" </dev/null >&4 2>&4 3<&- 4>&- 5>&-
  )
  echo "$?" >"$state/$job.status"
  IFS= read -r mark <"$folder/mark"
  printf '%s' "$mark" >&4
  echo "$job" >&5
done
