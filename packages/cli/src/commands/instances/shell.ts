import type { CommandSpec } from '../../command.ts'
import { dataFolderOf } from '../../connection/find.ts'
import { runForeground } from '../../run-foreground.ts'

/** A login shell: bash where the instance has it. */
const SHELL = ['/bin/sh', '-c', 'command -v bash >/dev/null && exec bash -l; exec sh -l']

/** Types commands inside a local instance, as over SSH on a real one. */
export const instancesShell: CommandSpec = {
  words: ['instances', 'shell'],
  summary: 'Open a shell inside a local instance, or run the command behind "--" there; its exit code is passed on',
  arguments: [['<id>', 'The instance: i-...']],
  options: [{ flags: '--data <DIR>', help: 'Data folder of its control plane (default: TOWPATH_DATA, or .towpath)' }],
  async run({ options, arguments: [instanceId = ''], rest }, io) {
    const { enterInstance } = await import('@towpath/server/enter-instance.ts')
    const command = await enterInstance(dataFolderOf(options, io), instanceId, rest.length > 0 ? rest : SHELL)
    const { TERM, COLORTERM } = io.env
    return runForeground({ ...command, env: { ...defined({ TERM, COLORTERM }), ...command.env } }, io)
  },
}

function defined(values: Record<string, string | undefined>): Record<string, string> {
  const entries = Object.entries(values)
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined))
}
