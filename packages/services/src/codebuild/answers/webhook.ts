import type { Webhook } from '@aws-sdk/client-codebuild'
import type { StoredWebhook } from '../state/webhooks.ts'

/** Everything below it is the address of a webhook. */
export const WEBHOOK_PATH = '/webhooks/codebuild/'

/** A webhook as answers show it. The secret only shows when it was just made, to whoever made it. */
export function webhookAnswer(
  endpoint: string,
  { address, settings, secret, hook, secretChangedAt }: StoredWebhook,
  { showSecret = false } = {},
): Webhook {
  return {
    ...settings,
    url: hook?.hookUrl,
    payloadUrl: `${endpoint}${WEBHOOK_PATH}${address}`,
    secret: showSecret ? secret : undefined,
    lastModifiedSecret: new Date(secretChangedAt),
    status: 'ACTIVE',
  }
}
