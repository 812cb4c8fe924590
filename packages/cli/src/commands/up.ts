import { agentProgram } from '../agent-program.ts'
import { type CommandSpec, EXIT } from '../command.ts'
import { connectionOf } from '../connection/find.ts'
import { tell } from '../io.ts'
import { serve } from './serve.ts'

/** What `npm start` runs: a control plane with a fleet and a sample that is really deployed. Serves until Ctrl-C. */
export const up: CommandSpec = {
  words: ['up'],
  summary: 'Run a control plane with two local instances and deploy the sample to them',
  options: serve.options,
  async run({ options }, io) {
    const { loadConfig } = await import('@towpath/server/config/load.ts')
    const { serveControlPlane } = await import('@towpath/server')
    const { runDemo } = await import('../demo/run.ts')
    // What is going on is told in sentences; the log would only stand between them.
    const config = loadConfig({ flags: options, environment: { TOWPATH_LOG_LEVEL: 'warn', ...io.env } })
    const server = await serveControlPlane(config, { environment: io.env, agent: agentProgram })
    tell(io, `Control plane: ${server.endpoint} (everything it keeps is in ${server.dataFolder})`)
    for (const warning of server.warnings) tell(io, `  ! ${warning}`)
    try {
      await runDemo(await connectionOf(server.dataFolder), server.console, io)
      await new Promise<void>((resolve) => {
        if (io.signal.aborted) resolve()
        else io.signal.addEventListener('abort', () => resolve(), { once: true })
      })
      return EXIT.ok
    } finally {
      await server.close()
    }
  },
}
