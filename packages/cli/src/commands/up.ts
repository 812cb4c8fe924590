import { agentProgram } from '../agent-program.ts'
import { type CommandSpec, EXIT } from '../command.ts'
import { connectionOf } from '../connection/find.ts'
import { tell } from '../io.ts'
import { serve } from './serve.ts'

/** What `npm start` runs: a control plane with a fleet and a pipeline that builds and deploys a sample. Serves until Ctrl-C. */
export const up: CommandSpec = {
  words: ['up'],
  summary: 'Run a control plane with two local instances, and a pipeline that builds and deploys a sample to them',
  options: [
    ...(serve.options ?? []),
    { flags: '--registry', help: 'Run a registry for images as well, on loopback (default: asked on a terminal)' },
    { flags: '--no-registry', help: "Leave images in this machine's Docker Engine" },
  ],
  async run({ options }, io) {
    const { loadConfig } = await import('@towpath/server/config/load.ts')
    const { serveControlPlane } = await import('@towpath/server')
    const { runDemo } = await import('../demo/run.ts')
    // What is going on is told in sentences; the log would only stand between them.
    const config = loadConfig({ flags: options, environment: { TOWPATH_LOG_LEVEL: 'warn', ...io.env } })
    const server = await serveControlPlane(config, { environment: io.env, agent: agentProgram })
    tell(io, `Control plane: ${server.endpoint} (everything it keeps is in ${server.dataFolder})`)
    for (const warning of server.warnings) tell(io, `  ! ${warning}`)
    const beside = new AsyncDisposableStack()
    try {
      const connection = await connectionOf(server.dataFolder)
      const registry = options.registry as boolean | undefined
      await runDemo({ connection, dataFolder: server.dataFolder, console: server.console, registry, beside }, io)
      await new Promise<void>((resolve) => {
        if (io.signal.aborted) resolve()
        else io.signal.addEventListener('abort', () => resolve(), { once: true })
      })
      return EXIT.ok
    } finally {
      // Builds that still run may push: the registry goes last.
      await server.close().finally(() => beside.disposeAsync())
    }
  },
}
