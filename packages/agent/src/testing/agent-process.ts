/** An agent as a process of its own, for tests that kill it: `node agent-process.ts CONFIG_FILE`. */
import { runAgent } from '../daemon/run-agent.ts'

const [, , configFile] = process.argv
const stop = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort())
await runAgent({ configFile, env: process.env, signal: stop.signal })
