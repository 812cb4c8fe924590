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

const { runProgram } = await import('./program.ts')
process.exitCode = await runProgram(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  env: process.env,
  cwd: process.cwd(),
  signal: stop.signal,
})
