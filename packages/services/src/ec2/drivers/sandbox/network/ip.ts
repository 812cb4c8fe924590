import { mustRun, runCommand } from '../../run-command.ts'

/** Runs commands of `ip` in one go; the first that fails ends it. `namespace`: a file such as `/proc/7/ns/net`. */
export async function ip(commands: string[], namespace?: string): Promise<void> {
  const [file = '', ...args] = [...(namespace ? ['nsenter', `--net=${namespace}`] : []), 'ip', '-batch', '-']
  await mustRun(file, args, { input: `${commands.join('\n')}\n` })
}

export async function bridgeCommands(commands: string[]): Promise<void> {
  await mustRun('bridge', ['-batch', '-'], { input: `${commands.join('\n')}\n` })
}

/** A network interface as `ip -json` tells it. */
export interface Interface {
  ifname: string
  addresses: string[]
}

export async function findInterface(name: string): Promise<Interface | undefined> {
  const { status, stdout } = await runCommand('ip', ['-json', 'addr', 'show', 'dev', name])
  if (status !== 0) return undefined
  const [found] = parse<{ ifname: string; addr_info?: { local?: string }[] }>(stdout)
  return found && { ifname: found.ifname, addresses: (found.addr_info ?? []).flatMap(({ local }) => local ?? []) }
}

/** Removes an interface; not an error when there is none. The other end of a line goes with it. */
export async function removeInterface(name: string): Promise<void> {
  const { status, stderr } = await runCommand('ip', ['link', 'delete', 'dev', name])
  if (status !== 0 && !stderr.includes('Cannot find device')) throw new Error(`Cannot remove ${name}: ${stderr.trim()}`)
}

/** Names of the interfaces that are plugged into a bridge. */
export async function portsOf(bridge: string): Promise<string[]> {
  const { stdout } = await runCommand('ip', ['-json', 'link', 'show', 'master', bridge])
  return parse<{ ifname: string }>(stdout).map(({ ifname }) => ifname)
}

/** Where the machine's IPv4 routes lead: `default`, `10.1.0.0/16`, `10.1.2.3`; and through which interface. */
export async function routes(): Promise<{ destination: string; device: string }[]> {
  const stdout = await mustRun('ip', ['-json', '-4', 'route', 'show', 'table', 'all'])
  return parse<{ dst: string; dev?: string }>(stdout).map(({ dst, dev }) => ({ destination: dst, device: dev ?? '' }))
}

function parse<T>(stdout: string): T[] {
  return stdout.trim() === '' ? [] : (JSON.parse(stdout) as T[])
}
