import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer } from '@towpath/base/http.ts'
import { peerUser } from './peer-user.ts'

/** Metadata of one instance on the machine's loopback, for processes of the same user only. */
export interface MetadataListener {
  port: number
  close(): void
}

/** Listens on `port` if it is free, otherwise on another one. */
export async function listenForMetadata(
  port: number,
  answer: (req: IncomingMessage, res: ServerResponse) => void,
): Promise<MetadataListener> {
  const server = createServer({ requestTimeout: 10_000 }, async (req, res) => {
    const user = await peerUser(req.socket)
    if (user === process.getuid?.()) return answer(req, res)
    res.writeHead(403, { 'Content-Type': 'text/plain' }).end('This instance belongs to another user of this machine.\n')
  })
  await listen(server, port).catch(() => listen(server, 0))
  server.unref()
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      // Node tells so of connections that cannot be taken for want of files; who asked asks again.
      server.on('error', () => {})
      server.off('error', reject)
      resolve()
    })
  })
}
