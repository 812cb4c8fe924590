import { createHash, createHmac } from 'node:crypto'
import { connect } from 'node:net'

/** Requests written byte by byte, for what no client would send. */

export interface Keys {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}

export interface HandSigned {
  method?: string
  /** As it is sent: nothing is escaped or normalised, neither here nor in the signature. */
  path?: string
  service: string
  target?: string
  body?: string
  /** Instead of that of the body. */
  declaredLength?: number
  at?: Date
  headers?: Record<string, string>
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** A request with a Signature Version 4, as text. Its connection is closed after it. */
export function handSigned(port: number, keys: Keys, request: HandSigned): string {
  const { method = 'POST', path = '/', service, body = '', at = new Date() } = request
  const date = at.toISOString().replace(/[-:]|\.\d+/g, '')
  const scope = `${date.slice(0, 8)}/us-east-1/${service}/aws4_request`
  const headers: Record<string, string> = {
    host: `127.0.0.1:${port}`,
    'x-amz-content-sha256': sha256(body),
    'x-amz-date': date,
    ...(keys.sessionToken && { 'x-amz-security-token': keys.sessionToken }),
    ...(request.target && { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': request.target }),
    ...request.headers,
  }
  const names = Object.keys(headers).sort()
  const canonical = [
    method,
    path,
    '',
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    headers['x-amz-content-sha256'],
  ].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')
  const key = scope.split('/').reduce<string | Buffer>((made, part) => hmac(made, part), `AWS4${keys.secretAccessKey}`)
  const signature = hmac(key, toSign).toString('hex')
  const credential = `Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `authorization: AWS4-HMAC-SHA256 ${credential}`,
    `content-length: ${request.declaredLength ?? Buffer.byteLength(body)}`,
    'connection: close',
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

export interface RawAnswer {
  /** Of the first answer; 0 when there was none. */
  status: number
  /** How many answers came. */
  answers: number
  text: string
  /** Whether the server closed the connection. */
  closed: boolean
}

/** Sends bytes and listens until the server closes the connection, or for `patience` milliseconds. */
export function send(port: number, bytes: string | Buffer, patience = 10_000): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    let text = ''
    const done = (closed: boolean) => {
      clearTimeout(limit)
      socket.destroy()
      const statuses = [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)]
      resolve({ status: Number(statuses[0]?.[1] ?? 0), answers: statuses.length, text, closed })
    }
    const limit = setTimeout(() => done(false), patience)
    socket.setEncoding('latin1').on('data', (chunk) => {
      text += chunk
    })
    // A server that has had enough resets the connection; what it said before counts.
    socket.on('error', () => done(true))
    socket.on('close', () => done(true))
  })
}
