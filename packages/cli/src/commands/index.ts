import type { CommandSpec } from '../command.ts'
import { agentLocal } from './agent/local.ts'
import { agentRun } from './agent/run.ts'
import { deploymentsWatch } from './deployments/watch.ts'
import { env } from './env.ts'
import { githubConnect } from './github/connect.ts'
import { instancesShell } from './instances/shell.ts'
import { logs } from './logs.ts'
import { pipelinesWatch } from './pipelines/watch.ts'
import { registryRun } from './registry/run.ts'
import { serve } from './serve.ts'
import { status } from './status.ts'
import { up } from './up.ts'

/** Every command. The order is that of the help. */
export const COMMANDS: CommandSpec[] = [
  serve,
  up,
  env,
  status,
  pipelinesWatch,
  deploymentsWatch,
  logs,
  instancesShell,
  githubConnect,
  registryRun,
  agentRun,
  agentLocal,
]
