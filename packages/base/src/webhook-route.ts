import type { IncomingMessage, ServerResponse } from 'node:http'
import { type BodyLimits, type BoundedBodies, boundedBodies } from './bounded-bodies.ts'

/** What is known of a delivery before its body. */
export interface WebhookHead {
  method: string
  /** What follows the path of all webhooks. */
  address: string
  headers: IncomingMessage['headers']
  /** Of whoever calls. */
  ip: string
}

/**
 * What a service takes of one webhook. GitHub sends up to 25 MB, but pushes that large are rare, and filters look at a few
 * members. It does not wait for longer than 10 seconds.
 */
export const WEBHOOK_LIMITS: BodyLimits = { each: 1024 * 1024, together: 32 * 1024 * 1024, time: 10_000 }

/** Takes a delivery; what the answer has besides its status is told as JSON. */
type Receive = (
  head: WebhookHead,
  body: AsyncIterable<Uint8Array>,
  bodies: BoundedBodies,
) => Promise<{ status: number; message: string }>

/** What answers below the path of a service's webhooks. `load` is asked at every delivery. */
export function webhookRoute(path: string, load: () => Promise<Receive>) {
  const bodies = boundedBodies(WEBHOOK_LIMITS)
  return {
    path,
    async handler(req: IncomingMessage, res: ServerResponse): Promise<void> {
      const [called = ''] = (req.url ?? '').split('?', 1)
      const head = {
        method: req.method ?? '',
        address: called.slice(path.length),
        headers: req.headers,
        ip: req.socket.remoteAddress ?? '',
      }
      const receive = await load()
      const { status, ...said } = await receive(head, arrivingBody(req, res), bodies)
      // What was not read of a body must not be taken for the next request.
      const end = req.complete ? {} : { Connection: 'close' }
      res.writeHead(status, { 'Content-Type': 'application/json', ...end }).end(JSON.stringify(said))
    },
  }
}

/** Nothing of it is asked for before it is read, and giving up on it leaves the connection open for the answer. */
export async function* arrivingBody(req: IncomingMessage, res: ServerResponse): AsyncGenerator<Uint8Array> {
  if (req.headers.expect?.toLowerCase() === '100-continue') res.writeContinue()
  yield* req.iterator({ destroyOnReturn: false })
}
