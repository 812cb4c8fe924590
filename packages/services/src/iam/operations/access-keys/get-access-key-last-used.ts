import type { GetAccessKeyLastUsedRequest, GetAccessKeyLastUsedResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onAccount, onEntity } from '../../access.ts'
import { dateAnswer } from '../../answers/date.ts'
import { noSuchEntity } from '../../errors.ts'
import type { Ctx, Given, Room } from '../../room.ts'
import type { User } from '../../rules/entities.ts'

export const getAccessKeyLastUsed = operation<
  Given<GetAccessKeyLastUsedRequest, 'AccessKeyId'>,
  GetAccessKeyLastUsedResponse,
  Room
>('GetAccessKeyLastUsed', {
  kind: 'read',
  async access(input, ctx) {
    const owner = await ownerOf(ctx, input.AccessKeyId)
    if (!owner) return onAccount('GetAccessKeyLastUsed')
    return onEntity(ctx, 'user', 'GetAccessKeyLastUsed', owner.name)
  },
  async run(input, ctx) {
    const owner = await ownerOf(ctx, input.AccessKeyId)
    if (!owner) throw noSuchEntity(`The Access Key with id ${input.AccessKeyId} cannot be found.`)
    const use = ctx.recentUses.recent(input.AccessKeyId) ?? (await ctx.lastUses.find(input.AccessKeyId))
    return {
      UserName: owner.name,
      // IAM writes N/A for a key that was never used (documented).
      AccessKeyLastUsed: use
        ? { LastUsedDate: dateAnswer(use.at), ServiceName: use.service, Region: use.region }
        : { LastUsedDate: undefined, ServiceName: 'N/A', Region: 'N/A' },
    }
  },
})

async function ownerOf(ctx: Ctx, accessKeyId: string): Promise<User | undefined> {
  const key = await ctx.accessKeys.find(accessKeyId)
  return key && ctx.users.findById(key.userId)
}
