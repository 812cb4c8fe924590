import type { PutWebhookInput, PutWebhookOutput } from '@aws-sdk/client-codepipeline'
import { ALPHANUMERIC } from '@towpath/base'
import { operation } from '@towpath/wire'
import { onPipeline, onWebhook, withRequestTags } from '../access.ts'
import { webhookItem } from '../answers/webhook.ts'
import { webhookLimitExceeded } from '../errors.ts'
import { existingPipeline } from '../lookup.ts'
import type { Room } from '../room.ts'
import { webhookArn } from '../rules/arns.ts'
import { QUOTAS } from '../rules/quotas.ts'
import { checkResourceTags } from '../rules/resource-tags.ts'
import { checkedWebhook, targetAction } from '../rules/webhooks/webhook.ts'

/** Characters of an address that nobody guesses: 62^43 are more than 2^256. */
const ADDRESS_LENGTH = 43

/** Makes a webhook, or replaces the one of that name, which keeps its address. */
export const putWebhook = operation<PutWebhookInput, PutWebhookOutput, Room>('PutWebhook', {
  kind: 'write',
  access: ({ webhook, tags }, ctx) => [
    onPipeline('PutWebhook', ctx, webhook?.targetPipeline),
    withRequestTags(onWebhook('PutWebhook', ctx, webhook?.name), tags),
  ],
  async run(input, ctx) {
    const before = await ctx.webhooks.find(input.webhook?.name ?? '')
    const { webhook, secret } = checkedWebhook(input.webhook ?? {}, before?.secret)
    targetAction((await existingPipeline(ctx, webhook.targetPipeline)).definition, webhook.targetAction)

    const id = before?.id ?? ctx.ids.uuid()
    const present = await ctx.resourceTags.list(id)
    await ctx.resourceTags.add(id, checkResourceTags(webhookArn(ctx, webhook.name), input.tags ?? [], present))
    const address = before?.address ?? ctx.ids.random(ADDRESS_LENGTH, ALPHANUMERIC)
    const record = { ...before, id, webhook, secret, address, createdAt: before?.createdAt ?? ctx.clock.now() }
    await ctx.webhooks.save(record)
    if (!before && (await ctx.webhooks.list()).length > QUOTAS.webhooks) throw webhookLimitExceeded(QUOTAS.webhooks)
    const tags = await ctx.resourceTags.list(id)
    return { webhook: webhookItem(record, { place: ctx, endpoint: ctx.endpoint, tags }) }
  },
})
