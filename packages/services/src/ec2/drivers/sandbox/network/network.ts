import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from '@towpath/base'
import { gatewayOf, hardwareAddress, indexOf } from '../../../rules/addresses.ts'
import type { Subnet } from '../../driver.ts'
import {
  allowForwarding,
  configureInstance,
  ensureBridge,
  instanceLines,
  plugIn,
  restoreForwarding,
  settleSubnet,
} from './bridge.ts'
import { removeInterface } from './ip.ts'
import { type MetadataNamespace, openMetadataNamespace } from './metadata-namespace.ts'
import { networkNames } from './names.ts'
import { closeWayOut, openWayOut, type WayOut } from './way-out.ts'

/** What has to be known again by the next process. */
export interface NetworkRecord {
  subnet: Subnet
  /** Forwarding settings of the machine that were off before. */
  forwarding: string[]
}

export interface SandboxNetwork {
  subnet: Subnet
  gateway: string
  wayOut: WayOut
  /** Plugs in the namespace of process `pid` under `address`. */
  connect(pid: number, address: string): Promise<void>
  disconnect(address: string): Promise<void>
  /** Unplugs every line whose address is not in `known`. */
  sweep(known: ReadonlySet<string>): Promise<void>
  /** Stops answering; everything else stays for the instances. */
  close(): void
  /** Takes everything off the machine. There must be no instance left. */
  remove(): Promise<void>
}

/** The network of all sandbox instances of one control plane. `folder` tells its names. */
export async function openNetwork(options: {
  folder: string
  node: string
  kept: NetworkRecord | undefined
  keep: (record: NetworkRecord) => Promise<void>
  wanted: Subnet | undefined
  answer: (address: string, req: IncomingMessage, res: ServerResponse) => void
  log: Logger
}): Promise<SandboxNetwork> {
  const names = networkNames(options.folder)
  const subnet = await settleSubnet({ names, kept: options.kept?.subnet, wanted: options.wanted })
  await options.keep({ subnet, forwarding: options.kept?.forwarding ?? [] })
  await ensureBridge(names, subnet)
  const forwarding = [...new Set([...(options.kept?.forwarding ?? []), ...(await allowForwarding(names))])]
  await options.keep({ subnet, forwarding })
  const wayOut = await openWayOut(names, subnet)
  if (wayOut === 'none') {
    options.log.warn('instances reach only this machine: neither nft nor iptables can be used; install nftables')
  }
  const metadata: MetadataNamespace = await openMetadataNamespace({ ...options, names, subnet })

  const line = (address: string) => {
    const index = indexOf(subnet, address)
    if (index === undefined) throw new Error(`${address} is not an instance's address in ${subnet.network}`)
    return names.line(index)
  }
  return {
    subnet,
    gateway: gatewayOf(subnet),
    wayOut,
    async connect(pid, address) {
      await plugIn(names, line(address), pid, hardwareAddress(address))
      await configureInstance(pid, subnet, address)
    },
    disconnect: (address) => removeInterface(line(address)),
    async sweep(known) {
      const kept = new Set([...known].map((address) => indexOf(subnet, address)))
      for (const index of await instanceLines(names)) if (!kept.has(index)) await removeInterface(names.line(index))
    },
    close: () => metadata.close(),
    async remove() {
      metadata.close()
      await removeInterface(names.metadata)
      await removeInterface(names.bridge)
      await closeWayOut(names)
      await restoreForwarding(forwarding)
    },
  }
}
