import { join } from 'node:path'

const CHECKOUT = join(import.meta.dirname, '..', '..', '..')

const AGENT_RUN = ['agent', 'run', '--quiet', '--config-file', '{config}']

/** How instances on this machine run the host agent: this program, from this checkout. */
export const agentProgram = {
  command: [process.execPath, join(CHECKOUT, 'packages', 'cli', 'bin', 'towpath.mjs'), ...AGENT_RUN],
  needs: [join(CHECKOUT, 'packages'), join(CHECKOUT, 'node_modules')],
}
