import { webhookRoute } from '@towpath/base'
import { WEBHOOK_PATH } from './path.ts'
import type { WebhookDeps } from './receive-webhook.ts'

/** What answers below the path of webhooks, for the server to mount. */
export function codepipelineWebhookRoute(deps: WebhookDeps) {
  return webhookRoute(WEBHOOK_PATH, async () => {
    const { receiveWebhook } = await import('./receive-webhook.ts')
    return (head, body, bodies) => receiveWebhook({ ...deps, bodies }, head, body)
  })
}
