import { FIELDS } from '@towpath/server/config/fields.ts'
import { agentProgram } from '../agent-program.ts'
import { type CommandSpec, EXIT } from '../command.ts'
import { print, tell } from '../io.ts'

/** The control plane alone, in the foreground. */
export const serve: CommandSpec = {
  words: ['serve'],
  summary: 'Run the control plane',
  options: Object.values(FIELDS).map((field) => ({
    flags: field.value ? `${field.flag} <${field.value}>` : field.flag,
    help: field.help,
  })),
  async run({ options }, io) {
    const { loadConfig } = await import('@towpath/server/config/load.ts')
    const { serveControlPlane } = await import('@towpath/server')
    const config = loadConfig({ flags: options, environment: io.env })
    const server = await serveControlPlane(config, { environment: io.env, agent: agentProgram })
    if (server.newRootKey)
      tell(io, `towpath: made the root key ${server.newRootKey}; it is kept in ${server.dataFolder} (mode 0600)`)
    for (const warning of server.warnings) tell(io, `towpath: ${warning}`)
    if (server.caFile) tell(io, `towpath: clients must trust ${server.caFile}; "towpath env" prints how`)
    print(io, JSON.stringify({ ready: true, endpoint: server.endpoint, console: server.console }))
    await new Promise<void>((resolve) => {
      if (io.signal.aborted) resolve()
      else io.signal.addEventListener('abort', () => resolve(), { once: true })
    })
    await server.close()
    return EXIT.ok
  },
}
