import type { ListWebhookItem } from '@aws-sdk/client-codepipeline'
import { type Place, webhookArn } from '../rules/arns.ts'
import type { ResourceTag } from '../rules/resource-tags.ts'
import { MASK } from '../rules/secrets.ts'
import type { WebhookRecord } from '../state/webhooks.ts'
import { WEBHOOK_PATH } from '../webhooks/path.ts'

/** A webhook as clients read it: its secret masked. `endpoint` is that of the control plane. */
export function webhookItem(
  { webhook, secret, address, error, triggeredAt }: WebhookRecord,
  { place, endpoint, tags }: { place: Place; endpoint: string; tags: ResourceTag[] },
): ListWebhookItem {
  const { allowedIpRange, ...definition } = webhook
  return {
    definition: {
      ...definition,
      authenticationConfiguration: {
        AllowedIPRange: allowedIpRange,
        SecretToken: secret === undefined ? undefined : MASK,
      },
    },
    url: `${endpoint}${WEBHOOK_PATH}${address}`,
    arn: webhookArn(place, webhook.name),
    errorCode: error?.code,
    errorMessage: error?.message,
    lastTriggered: triggeredAt === undefined ? undefined : new Date(triggeredAt),
    tags,
  }
}
