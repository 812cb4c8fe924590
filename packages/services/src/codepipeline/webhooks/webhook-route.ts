import type { IncomingMessage, ServerResponse } from 'node:http'
import { boundedBodies } from '@towpath/base'
import { BODY_LIMITS } from './body-limits.ts'
import { WEBHOOK_PATH } from './path.ts'
import type { WebhookDeps } from './receive-webhook.ts'

/** What answers below the path of webhooks, for the server to mount. */
export function webhookRoute(deps: WebhookDeps) {
  const receiver = { ...deps, bodies: boundedBodies(BODY_LIMITS) }
  return {
    path: WEBHOOK_PATH,
    async handler(req: IncomingMessage, res: ServerResponse): Promise<void> {
      const path = (req.url ?? '').split('?', 1)[0] ?? ''
      const head = {
        method: req.method ?? '',
        address: path.slice(WEBHOOK_PATH.length),
        headers: req.headers,
        ip: req.socket.remoteAddress ?? '',
      }
      const { receiveWebhook } = await import('./receive-webhook.ts')
      const { status, ...said } = await receiveWebhook(receiver, head, bodyOf(req, res))
      // What was not read of a body must not be taken for the next request.
      const end = req.complete ? {} : { Connection: 'close' }
      res.writeHead(status, { 'Content-Type': 'application/json', ...end }).end(JSON.stringify(said))
    },
  }
}

/** Nothing of it is asked for before it is read, and giving up on it leaves the connection open for the answer. */
async function* bodyOf(req: IncomingMessage, res: ServerResponse): AsyncGenerator<Uint8Array> {
  if (req.headers.expect?.toLowerCase() === '100-continue') res.writeContinue()
  yield* req.iterator({ destroyOnReturn: false })
}
