import type { TagResourceRequest, UntagResourceRequest } from '@aws-sdk/client-secrets-manager'
import { operation } from '@towpath/wire'
import { onSecret, requestTags } from '../access.ts'
import { usableSecret } from '../lookup.ts'
import type { Room } from '../room.ts'
import { withTags } from '../rules/secret.ts'

export const tagResource = operation<TagResourceRequest, object, Room>('TagResource', {
  kind: 'write',
  access: async (input, ctx) => [await onSecret('TagResource', ctx, input.SecretId, requestTags(input.Tags))],
  async run(input, ctx) {
    const secret = await usableSecret(ctx, input.SecretId)
    await ctx.secrets.save({ ...secret, tags: withTags(secret.tags, input.Tags) })
    return {}
  },
})

export const untagResource = operation<UntagResourceRequest, object, Room>('UntagResource', {
  kind: 'write',
  access: async (input, ctx) => [
    await onSecret('UntagResource', ctx, input.SecretId, { 'aws:TagKeys': input.TagKeys ?? [] }),
  ],
  async run({ SecretId, TagKeys = [] }, ctx) {
    const secret = await usableSecret(ctx, SecretId)
    const left = Object.entries(secret.tags).filter(([key]) => !TagKeys.includes(key))
    await ctx.secrets.save({ ...secret, tags: Object.fromEntries(left) })
    return {}
  },
})
