import type { DeleteWebhookInput, DeleteWebhookOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onWebhook } from '../access.ts'
import type { Room } from '../room.ts'

/** Its address is gone for good: a webhook that is made again has another. An unknown name is no error (documented). */
export const deleteWebhook = operation<DeleteWebhookInput, DeleteWebhookOutput, Room>('DeleteWebhook', {
  kind: 'write',
  access: ({ name }, ctx) => [onWebhook('DeleteWebhook', ctx, name)],
  async run({ name = '' }, ctx) {
    const found = await ctx.webhooks.find(name)
    if (!found) return {}
    await ctx.webhooks.delete(found.id)
    await ctx.resourceTags.removeAll(found.id)
    return {}
  },
})
