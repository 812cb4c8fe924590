import type { Given } from './command.ts'

/**
 * What `towpath agent run` is given, where it is said as the service managers of hosts say it; undefined for everything
 * else. An agent runs for as long as its machine: read by the general parser it would hold that parser, and all other
 * commands, for as long, which is 6 MB.
 */
export function agentOnly(argv: readonly string[]): Given | undefined {
  if (argv[0] !== 'agent' || argv[1] !== 'run') return undefined
  const options: Record<string, unknown> = {}
  for (let at = 2; at < argv.length; at++) {
    const value = argv[at + 1]
    if (argv[at] === '--quiet') options.quiet = true
    else if (argv[at] === '--config-file' && value !== undefined && !value.startsWith('-')) {
      options.configFile = value
      at += 1
    } else return undefined
  }
  return { options, arguments: [], rest: [] }
}
