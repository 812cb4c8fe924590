#!/bin/sh
# Stands in for the agent in tests of the drivers: says that it is there and what it was given, and waits.

config=$1
log_dir=$(sed -n 's/^:log_dir: "\(.*\)"$/\1/p' "$config")
endpoint=$(sed -n 's/^:deploy_control_endpoint: //p' "$config")
echo "agent $$ region=$AWS_REGION endpoint=$endpoint environment=$AWS_ENDPOINT_URL" >>"$log_dir/codedeploy-agent.log"
trap 'exit 0' TERM
while :; do
  sleep 1 &
  wait $!
done
