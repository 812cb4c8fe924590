#!/bin/sh
### BEGIN INIT INFO
# Provides:          codedeploy-agent
# Required-Start:    $local_fs $network
# Required-Stop:     $local_fs $network
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: AWS CodeDeploy host agent
### END INIT INFO

exec /run/towpath/agent-service "$1"
