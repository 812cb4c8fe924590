import { agentOnly } from './agent-only.ts'
import type { Io } from './io.ts'
import { watchStarter } from './starter.ts'

const stop = new AbortController()
let signals = 0
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    stop.abort()
    // Somebody who asks twice wants it to end now.
    if (++signals > 1) process.exit(130)
  })
}
watchStarter(process.env, () => stop.abort())

const argv = process.argv.slice(2)
const io: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  env: process.env,
  cwd: process.cwd(),
  signal: stop.signal,
}
const agent = agentOnly(argv)
if (agent) {
  const { agentRun } = await import('./commands/agent/run.ts')
  process.exitCode = await agentRun.run(agent, io).catch(async (error: unknown) => {
    const { exitCodeOfFailure } = await import('./failures.ts')
    return exitCodeOfFailure(error, io)
  })
} else {
  const { runProgram } = await import('./program.ts')
  process.exitCode = await runProgram(argv, io)
}
