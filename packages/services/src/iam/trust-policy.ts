import { malformedPolicyDocument } from './errors.ts'
import { invalidPrincipal } from './policy/check-principals.ts'
import type { Ctx } from './room.ts'
import { pinPrincipals } from './rules/pinned-principals.ts'
import { checkTrustPolicy } from './rules/policy-documents.ts'

/**
 * A trust policy as it is kept: checked, and with the account's users and roles by unique id. Refuses one that names a
 * user or role that does not exist, as IAM does.
 */
export async function keptTrustPolicy(ctx: Ctx, document: string): Promise<string> {
  checkTrustPolicy(document)
  const pinned = await pinPrincipals(document, ctx.account, async (wanted) => {
    if ('id' in wanted) return ((await ctx.users.findById(wanted.id)) ?? (await ctx.roles.findById(wanted.id)))?.id
    const found = await (wanted.kind === 'user' ? ctx.users : ctx.roles).find(wanted.name)
    return found?.path === wanted.path ? found.id : undefined
  })
  if ('unknown' in pinned) throw malformedPolicyDocument(invalidPrincipal('AWS', pinned.unknown).message)
  return pinned.document
}
