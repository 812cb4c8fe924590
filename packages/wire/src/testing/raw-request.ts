import { connect } from 'node:net'

export interface RawAnswer {
  status: number
  head: string
  body: string
}

/**
 * Sends bytes to a port of this machine and resolves with what came back once the other side closed, or nothing more
 * came for a while. For requests that no client would send. `status` is 0 when there was no answer.
 */
export function rawRequest(port: number, bytes: string | Buffer, quietMs = 300): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let received = ''
    const socket = connect(port, '127.0.0.1')
    socket.setTimeout(quietMs, () => socket.destroy())
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
    })
    // A connection that is reset has been answered all the same, or has not.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') reject(error)
    })
    socket.on('close', () => resolve(parse(received)))
    socket.write(bytes)
  })
}

function parse(received: string): RawAnswer {
  const final = received.replace(/^HTTP\/1\.1 1\d\d[^\r]*\r\n\r\n/, '')
  const split = final.indexOf('\r\n\r\n')
  const head = split < 0 ? final : final.slice(0, split)
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(final)?.[1] ?? 0),
    head: received.slice(0, received.length - final.length) + head,
    body: split < 0 ? '' : final.slice(split + 4),
  }
}
