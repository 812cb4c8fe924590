import type { ChildProcess } from 'node:child_process'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Server as SocketServer } from 'node:net'
import { createServer } from '@towpath/base/http.ts'
import { startProgram } from '@towpath/base/start-program.ts'
import { addressAt, formatSubnet, hardwareAddress, sizeOf } from '../../../rules/addresses.ts'
import type { Subnet } from '../../driver.ts'
import { SYSTEM_PATH } from '../../run-command.ts'
import { METADATA_ADDRESSES, plugIn } from './bridge.ts'
import { ip } from './ip.ts'
import type { NetworkNames } from './names.ts'

const HELPER = new URL('./listen-inside.ts', import.meta.url).pathname
/** Milliseconds until the sockets must be there. */
const LIMIT = 20_000

/** Answers on the link-local addresses that instances ask for metadata and credentials. */
export interface MetadataNamespace {
  close(): void
}

/**
 * Makes the link-local addresses answer for all instances on the bridge.
 *
 * They live in a network namespace without any process: not on this machine (which may itself be an EC2 instance that
 * needs the real ones), and not in the instances, where a listener on port 80 would keep their own web servers from
 * that port. The namespace goes away with the last socket in it, so nothing is left behind however this process ends.
 *
 * Who asks is told by the address the connection comes from. It cannot be forged: answers are sent to the hardware
 * address that belongs to it, which the bridge delivers to that one instance.
 */
export async function openMetadataNamespace(options: {
  names: NetworkNames
  subnet: Subnet
  node: string
  answer: (address: string, req: IncomingMessage, res: ServerResponse) => void
}): Promise<MetadataNamespace> {
  const helper = startProgram('unshare', ['--net', '--', options.node, HELPER, ...METADATA_ADDRESSES], {
    env: { PATH: SYSTEM_PATH, NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const limit = setTimeout(() => helper.kill('SIGKILL'), LIMIT)
  try {
    return serve(await listenInside(helper, options.names, options.subnet), options.answer)
  } finally {
    clearTimeout(limit)
    helper.kill('SIGKILL')
  }
}

async function listenInside(helper: ChildProcess, names: NetworkNames, subnet: Subnet): Promise<SocketServer[]> {
  const { promise, resolve, reject } = Promise.withResolvers<SocketServer[]>()
  const sockets: SocketServer[] = []
  let complaint = ''
  helper.stderr?.setEncoding('utf8').on('data', (text) => {
    complaint += text
  })
  helper.once('error', reject)
  helper.once('close', () => reject(new Error(`The metadata address cannot be made: ${complaint.trim() || 'gave up'}`)))
  helper.on('message', (message, handle) => {
    if (message === 'made') connect(helper.pid as number, names, subnet).then(() => helper.send('listen'), reject)
    if (handle) sockets.push(handle as SocketServer)
    if (sockets.length === METADATA_ADDRESSES.length) resolve(sockets)
  })
  return promise
}

/** The line to the bridge, and for every address of the subnet the one hardware address that it can be reached at. */
async function connect(pid: number, names: NetworkNames, subnet: Subnet): Promise<void> {
  await plugIn(names, names.metadata, pid, hardwareAddress(METADATA_ADDRESSES[0]))
  const instances = Array.from({ length: sizeOf(subnet) - 3 }, (_, index) => addressAt(subnet, index + 2))
  await ip(
    [
      'link set dev lo up',
      ...METADATA_ADDRESSES.map((address) => `addr add ${address}/32 dev eth0`),
      'link set dev eth0 up',
      `route add ${formatSubnet(subnet)} dev eth0`,
      ...instances.map((address) => `neigh add ${address} lladdr ${hardwareAddress(address)} dev eth0 nud permanent`),
    ],
    `/proc/${pid}/ns/net`,
  )
}

function serve(
  sockets: SocketServer[],
  answer: (address: string, req: IncomingMessage, res: ServerResponse) => void,
): MetadataNamespace {
  const server: Server = createServer({ requestTimeout: 10_000 }, (req, res) =>
    answer(req.socket.remoteAddress ?? '', req, res),
  )
  for (const socket of sockets) {
    socket.on('connection', (connection) => server.emit('connection', connection))
    // Node tells so of connections that cannot be taken for want of files; who asked asks again.
    socket.on('error', () => {})
    socket.unref()
  }
  return {
    close() {
      for (const socket of sockets) socket.close()
      server.closeAllConnections()
    },
  }
}
