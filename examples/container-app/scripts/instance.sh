# shellcheck shell=bash
# What the other scripts know about the instance they run on. Read by them, not run by itself.
#
# Sets instance (its id), port (its tag Port, or PORT: where its container is published) and container (its name).
# Local instances share the Docker Engine of their machine, so names and ports must differ from instance to instance.

metadata=${AWS_EC2_METADATA_SERVICE_ENDPOINT:-http://169.254.169.254}
metadata=${metadata%/}

ask() {
  curl --silent --fail --noproxy '*' --max-time 2 --retry 3 --retry-delay 1 --retry-connrefused "$@"
}

read_metadata() {
  ask --header "X-aws-ec2-metadata-token: $token" "$metadata/latest/meta-data/$1"
}

if token=$(ask --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$metadata/latest/api/token"); then
  instance=$(read_metadata instance-id)
  port=$(read_metadata tags/instance/Port) || port=${PORT:-5000}
elif [[ -z ${AWS_CONTAINER_CREDENTIALS_FULL_URI:-} ]]; then
  # A machine without metadata: it has its Docker Engine for itself.
  instance=local
  port=${PORT:-5000}
else
  echo "the instance's metadata service does not answer on $metadata" >&2
  exit 1
fi

if [[ ! $port =~ ^[0-9]+$ ]]; then
  echo "the instance's tag Port is \"$port\", which is no port" >&2
  exit 1
fi
container=container-app-$instance
