import { join } from 'node:path'

const CHECKOUT = join(import.meta.dirname, '..', '..', '..')

const AGENT_RUN = ['agent', 'run', '--quiet', '--config-file', '{config}']

/** An agent makes little garbage; with room for less of it at a time it stays 3 MB smaller. */
const NODE_FLAGS = ['--max-semi-space-size=1']

/** How instances on this machine run the host agent: this program, from this checkout. */
export const agentProgram = {
  command: [process.execPath, ...NODE_FLAGS, join(CHECKOUT, 'packages', 'cli', 'bin', 'towpath.mjs'), ...AGENT_RUN],
  needs: [join(CHECKOUT, 'packages'), join(CHECKOUT, 'node_modules')],
}
