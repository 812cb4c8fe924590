import { readFile, writeFile } from 'node:fs/promises'
import {
  chooseSubnet,
  formatSubnet,
  gatewayOf,
  hardwareAddress,
  overlap,
  parseSubnet,
} from '../../../rules/addresses.ts'
import type { Subnet } from '../../driver.ts'
import { bridgeCommands, findInterface, ip, portsOf, removeInterface, routes } from './ip.ts'
import type { NetworkNames } from './names.ts'

/** Where metadata and container credentials are asked for, in every instance. Neither is ever put on this machine. */
export const METADATA_ADDRESSES = ['169.254.169.254', '169.254.170.2'] as const

/** Chooses the subnet: the one asked for, else the one kept from last time, else one that no route leads to. */
export async function settleSubnet(options: {
  names: NetworkNames
  kept: Subnet | undefined
  wanted: Subnet | undefined
}): Promise<Subnet> {
  const all = await routes()
  const used = all.flatMap(({ destination, device }) => {
    const subnet = parseSubnet(destination)
    return subnet && device !== options.names.bridge ? [subnet] : []
  })
  const fits = (subnet: Subnet) => !used.some((other) => overlap(subnet, other))
  if (options.wanted) {
    if (fits(options.wanted)) return options.wanted
    throw new Error(`The subnet ${formatSubnet(options.wanted)} is in use on this machine; choose another one`)
  }
  if (options.kept && fits(options.kept)) return options.kept
  const chosen = chooseSubnet(Number.parseInt(options.names.id, 16), used)
  if (!chosen) throw new Error('Every subnet between 10.213.0.0 and 10.216.255.0 is in use on this machine; choose one')
  return chosen
}

/** The bridge that all instances are plugged into; its address is the machine's own among them. */
export async function ensureBridge(names: NetworkNames, subnet: Subnet): Promise<void> {
  const gateway = gatewayOf(subnet)
  const existing = await findInterface(names.bridge)
  if (existing?.addresses.includes(gateway)) return
  if (existing) await removeInterface(names.bridge)
  await ip([
    `link add name ${names.bridge} address ${hardwareAddress(gateway)} type bridge forward_delay 0 mcast_snooping 0`,
    `addr add ${gateway}/${subnet.prefixLength} dev ${names.bridge}`,
    `link set dev ${names.bridge} up`,
  ])
}

/**
 * Plugs in a new line whose other end, `eth0`, is in the namespace of process `pid`, for one hardware address alone: the bridge
 * sends it what is meant for its hardware address and nothing else, so nobody can take over another one's address.
 */
export async function plugIn(names: NetworkNames, line: string, pid: number, hardware: string): Promise<void> {
  await removeInterface(line)
  await ip([
    `link add name ${line} type veth peer name eth0 address ${hardware} netns ${pid}`,
    `link set dev ${line} master ${names.bridge}`,
    `link set dev ${line} type bridge_slave learning off flood off`,
  ])
  await bridgeCommands([`fdb replace ${hardware} dev ${line} master static`])
  await ip([`link set dev ${line} up`])
}

/** Sets up an instance's side of its line. */
export async function configureInstance(pid: number, subnet: Subnet, address: string): Promise<void> {
  const gateway = gatewayOf(subnet)
  await ip(
    [
      'link set dev lo up',
      `addr add ${address}/${subnet.prefixLength} dev eth0`,
      'link set dev eth0 up',
      `neigh replace ${gateway} lladdr ${hardwareAddress(gateway)} dev eth0 nud permanent`,
      `route add default via ${gateway}`,
      ...METADATA_ADDRESSES.flatMap((metadata) => [
        `route add ${metadata}/32 dev eth0`,
        `neigh replace ${metadata} lladdr ${hardwareAddress(METADATA_ADDRESSES[0])} dev eth0 nud permanent`,
      ]),
    ],
    `/proc/${pid}/ns/net`,
  )
}

/** Lines of instances, by their position in the subnet. */
export async function instanceLines(names: NetworkNames): Promise<number[]> {
  const ports = await portsOf(names.bridge)
  return ports
    .filter((port) => port.startsWith(names.linePrefix))
    .map((port) => Number(port.slice(names.linePrefix.length)))
}

/**
 * Lets packets pass between the bridge and the ways out of the machine, and nowhere else: forwarding as a whole stays
 * off where it is off. Resolves with the settings that were changed.
 */
export async function allowForwarding(names: NetworkNames): Promise<string[]> {
  const all = await routes()
  const exits = all.filter(({ destination }) => destination === 'default').map(({ device }) => device)
  const changed: string[] = []
  for (const device of new Set([names.bridge, ...exits])) {
    const setting = `/proc/sys/net/ipv4/conf/${device}/forwarding`
    const value = await readFile(setting, 'utf8').catch(() => '1')
    if (value.trim() !== '0') continue
    await writeFile(setting, '1')
    if (device !== names.bridge) changed.push(setting)
  }
  return changed
}

export async function restoreForwarding(changed: string[]): Promise<void> {
  for (const setting of changed) await writeFile(setting, '0').catch(() => {})
}
