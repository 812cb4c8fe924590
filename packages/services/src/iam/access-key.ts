import { noSuchEntity } from './errors.ts'
import { existingUser, userNameOrCaller } from './lookup.ts'
import type { Ctx } from './room.ts'
import type { AccessKey } from './state/access-keys.ts'

/** The key of the user whom the input names, or of the caller; IAM's answer when there is none. */
export async function existingAccessKey(
  ctx: Ctx,
  input: { UserName?: string; AccessKeyId: string },
): Promise<AccessKey> {
  const user = await existingUser(ctx, userNameOrCaller(ctx, input.UserName))
  const key = await ctx.accessKeys.find(input.AccessKeyId)
  if (key?.userId !== user.id) throw noSuchEntity(`The Access Key with id ${input.AccessKeyId} cannot be found.`)
  return key
}
