import { webhookRoute } from '@towpath/base'
import { WEBHOOK_PATH } from '../answers/webhook.ts'
import type { WebhookDeps } from './receive-webhook.ts'

/** What answers below the path of webhooks, for the server to mount. */
export function codebuildWebhookRoute(deps: WebhookDeps) {
  return webhookRoute(WEBHOOK_PATH, async () => {
    const { receiveWebhook } = await import('./receive-webhook.ts')
    return (head, body, bodies) => receiveWebhook({ ...deps, bodies }, head, body)
  })
}
