import { join } from 'node:path'

const CHECKOUT = join(import.meta.dirname, '..', '..', '..')

/** How instances on this machine run the host agent: this program, from this checkout. */
export const agentProgram = {
  command: [process.execPath, join(import.meta.dirname, 'main.ts'), 'agent', 'run', '--config-file', '{config}'],
  needs: [join(CHECKOUT, 'packages'), join(CHECKOUT, 'node_modules')],
}
