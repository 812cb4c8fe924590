import type { ListWebhooksInput, ListWebhooksOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onWebhook } from '../access.ts'
import { webhookItem } from '../answers/webhook.ts'
import { pageOf } from '../paging.ts'
import type { Room } from '../room.ts'
import { PAGE_SIZE } from '../rules/quotas.ts'

/** Its paging members begin with capitals (the model's spelling). */
export const listWebhooks = operation<ListWebhooksInput, ListWebhooksOutput, Room>('ListWebhooks', {
  kind: 'read',
  access: (_, ctx) => [onWebhook('ListWebhooks', ctx, '*')],
  async run({ MaxResults: size = PAGE_SIZE.webhooks, NextToken: token }, ctx) {
    const { items, nextToken: NextToken } = pageOf(
      await ctx.webhooks.list(),
      ({ webhook }) => webhook.name,
      size,
      token,
    )
    const webhooks = []
    for (const record of items) {
      const tags = await ctx.resourceTags.list(record.id)
      webhooks.push(webhookItem(record, { place: ctx, endpoint: ctx.endpoint, tags }))
    }
    return { webhooks, NextToken }
  },
})
