import type { IncomingMessage, ServerResponse } from 'node:http'
import { basename, dirname } from 'node:path'
import { Transform } from 'node:stream'
import type { Logger } from '@towpath/base'
import { startProgram } from '@towpath/base/start-program.ts'
import { endGit, gitEnvironment } from '../run-git.ts'

export interface BackendRequest {
  /** The bare repository. */
  folder: string
  /** What follows it in the address: `/info/refs`. */
  rest: string
  query: string
  /** Name of whoever signed in; git writes it into the reflog. */
  user: string
  maxBodyBytes: number
  log: Logger
}

/** The longest head that the backend may answer with. */
const HEAD_LIMIT = 16 * 1024

/**
 * Runs `git http-backend` for one request. Resolves, once the process is gone, with what ends the answer: whoever asked waits
 * until then.
 */
export function runBackend(req: IncomingMessage, res: ServerResponse, request: BackendRequest): Promise<() => void> {
  const child = startProgram('git', ['http-backend'], {
    env: cgiEnvironment(req, request),
    stdio: 'pipe',
    detached: true,
  })
  let head: Buffer | undefined = Buffer.alloc(0)
  let tooLarge = false

  child.stdout.on('data', (chunk: Buffer) => {
    if (head === undefined) {
      if (!res.write(chunk)) {
        child.stdout.pause()
        res.once('drain', () => child.stdout.resume())
      }
      return
    }
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) {
      if (head.length > HEAD_LIMIT) endGit(child)
      return
    }
    const { status, headers } = parseHead(head.toString('latin1', 0, end))
    const rest = head.subarray(end + 4)
    head = undefined
    res.writeHead(status, headers)
    if (rest.length > 0) res.write(rest)
  })
  child.stderr.on('data', (chunk: Buffer) =>
    request.log.debug({ text: chunk.toString('utf8').slice(0, 2000) }, 'git http-backend'),
  )
  req.on('error', () => endGit(child))
  res.on('close', () => endGit(child))
  const body = limited(request.maxBodyBytes, () => {
    tooLarge = true
    endGit(child)
  })
  req.pipe(body).pipe(child.stdin)

  return new Promise((resolve) => {
    const end = () => {
      if (!res.headersSent) res.writeHead(tooLarge ? 413 : 500, { 'Content-Type': 'text/plain', Connection: 'close' })
      res.end(tooLarge ? `The push is larger than ${request.maxBodyBytes} bytes.\n` : undefined)
    }
    const finish = () => resolve(end)
    child.on('error', (error) => {
      request.log.error({ error }, 'git http-backend could not be started')
      finish()
    })
    child.on('close', finish)
  })
}

function cgiEnvironment(req: IncomingMessage, request: BackendRequest): NodeJS.ProcessEnv {
  const header = (name: string) => {
    const value = req.headers[name]
    return typeof value === 'string' ? value : ''
  }
  return gitEnvironment({
    GIT_PROJECT_ROOT: dirname(request.folder),
    PATH_INFO: `/${basename(request.folder)}${request.rest}`,
    GIT_HTTP_EXPORT_ALL: '1',
    REQUEST_METHOD: req.method ?? 'GET',
    QUERY_STRING: request.query,
    CONTENT_TYPE: header('content-type'),
    CONTENT_LENGTH: header('content-length'),
    HTTP_CONTENT_ENCODING: header('content-encoding'),
    GIT_PROTOCOL: header('git-protocol').slice(0, 200),
    REMOTE_USER: request.user,
    REMOTE_ADDR: req.socket.remoteAddress ?? '',
  })
}

function parseHead(text: string): { status: number; headers: Record<string, string> } {
  const headers: Record<string, string> = {}
  let status = 200
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon)
    const value = line.slice(colon + 1).trim()
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10) || 500
    else if (colon > 0) headers[name] = value
  }
  return { status, headers }
}

function limited(limit: number, exceeded: () => void): Transform {
  let size = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      if (size > limit) exceeded()
      done(null, size > limit ? undefined : chunk)
    },
  })
}
