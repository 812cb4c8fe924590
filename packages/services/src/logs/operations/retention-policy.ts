import type { DeleteRetentionPolicyRequest, PutRetentionPolicyRequest } from '@aws-sdk/client-cloudwatch-logs'
import { operation } from '@towpath/wire'
import { onGroup } from '../access.ts'
import { invalidRetention } from '../errors.ts'
import { existingGroup, type Room } from '../room.ts'
import { RETENTION_DAYS } from '../rules/retention.ts'

export const putRetentionPolicy = operation<PutRetentionPolicyRequest, object, Room>('PutRetentionPolicy', {
  kind: 'write',
  access: onGroup('PutRetentionPolicy'),
  async run({ logGroupName, retentionInDays = 0 }, ctx) {
    if (!RETENTION_DAYS.includes(retentionInDays)) throw invalidRetention(retentionInDays, RETENTION_DAYS)
    const group = await existingGroup(ctx, { logGroupName })
    await ctx.groups.change(group.id, { retentionDays: retentionInDays })
    return {}
  },
})

export const deleteRetentionPolicy = operation<DeleteRetentionPolicyRequest, object, Room>('DeleteRetentionPolicy', {
  kind: 'write',
  access: onGroup('DeleteRetentionPolicy'),
  async run(input, ctx) {
    const group = await existingGroup(ctx, input)
    await ctx.groups.change(group.id, { retentionDays: null })
    return {}
  },
})
