import { createWriteStream } from 'node:fs'
import { rm, statfs } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { dirname } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type ConnectionOptions, connections, type HttpRequest, NetworkError, send } from '@towpath/agent-link'
import { RevisionError } from '../failure.ts'

/** How this host reaches the network. */
export interface Network extends ConnectionOptions {
  readTimeoutMs: number
}

/** Sends one request over a connection of its own. Rejects with NetworkError. */
export function open(request: HttpRequest, network: Network, signal?: AbortSignal): Promise<IncomingMessage> {
  const { readTimeoutMs, ...options } = network
  return send(request, { agent: connections(request.url, options), readTimeoutMs, signal })
}

/**
 * Streams an answer's body into a file; on failure there is no file. Rejects with RevisionError when it is too large
 * for the limit or the disk, with NetworkError when it breaks off.
 */
export async function save(response: IncomingMessage, file: string, maxBytes: number): Promise<void> {
  const declared = Number(response.headers['content-length'] ?? 0)
  let received = 0
  const meter = new Transform({
    transform(chunk: Buffer, _, done) {
      received += chunk.length
      done(received > maxBytes ? tooLarge(maxBytes) : null, chunk)
    },
  })
  try {
    if (declared > maxBytes) throw tooLarge(maxBytes)
    await refuseFullDisk(declared, file)
    await pipeline(response, meter, createWriteStream(file, { mode: 0o600 }))
  } catch (cause) {
    response.destroy()
    await rm(file, { force: true })
    if (cause instanceof RevisionError || isDiskError(cause)) throw cause
    throw new NetworkError('the download broke off', { cause })
  }
}

async function refuseFullDisk(bytes: number, file: string): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(file))
  if (bytes > bavail * bsize) {
    throw new RevisionError(`The bundle has ${bytes} bytes, but ${dirname(file)} has only ${bavail * bsize} bytes left`)
  }
}

function tooLarge(maxBytes: number): RevisionError {
  return new RevisionError(`The bundle is larger than ${Math.floor(maxBytes / 1024 / 1024)} MB (:max_bundle_mb:)`)
}

function isDiskError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && (error.syscall === 'write' || error.syscall === 'open')
}
