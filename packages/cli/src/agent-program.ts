import { join } from 'node:path'

const CHECKOUT = join(import.meta.dirname, '..', '..', '..')

const AGENT_RUN = ['agent', 'run', '--quiet', '--config-file', '{config}']

/**
 * An agent computes next to nothing, and its machine is there for other things. Room for little garbage at a time keeps it
 * 3 MB smaller; doing without the optimising compilers, of which nothing is loaded then, another 10 MB.
 */
const NODE_FLAGS = ['--max-semi-space-size=1', '--no-opt', '--no-maglev']

/** How instances on this machine run the host agent: this program, from this checkout. */
export const agentProgram = {
  command: [process.execPath, ...NODE_FLAGS, join(CHECKOUT, 'packages', 'cli', 'bin', 'towpath.mjs'), ...AGENT_RUN],
  needs: [join(CHECKOUT, 'packages'), join(CHECKOUT, 'node_modules')],
}
