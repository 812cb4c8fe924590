import { noSuchEntity } from './errors.ts'
import type { Ctx } from './room.ts'
import type { Entity } from './rules/entities.ts'
import type { InlinePolicy } from './state/inline-policies.ts'

/** The inline policy of that name, or IAM's answer when there is none. */
export async function existingInlinePolicy(ctx: Ctx, holder: Entity, name: string): Promise<InlinePolicy> {
  const policies = await ctx.inlinePolicies.of(holder.id)
  const found = policies.find((policy) => policy.name === name)
  if (!found) throw noSuchEntity(`The ${holder.kind} policy with name ${name} cannot be found.`)
  return found
}
