import { markedForDeletion, secretNotFound } from './errors.ts'
import type { Ctx } from './room.ts'
import { meant, type Place, secretArn } from './rules/arns.ts'
import type { Secret } from './state/secrets.ts'

/** The secret of a name, an ARN, or an ARN without its last part; deleted ones too. Undefined when there is none. */
export async function findSecret(ctx: Ctx, given = ''): Promise<Secret | undefined> {
  for (const { name, suffix } of meant(ctx, given)) {
    const found = await ctx.secrets.find(name, ctx.clock.now())
    if (found && (suffix === undefined || suffix === found.suffix)) return found
  }
  return undefined
}

export async function existingSecret(ctx: Ctx, given: string | undefined): Promise<Secret> {
  const found = await findSecret(ctx, given)
  if (!found) throw secretNotFound()
  return found
}

/** A secret that is there and not deleted. */
export async function usableSecret(ctx: Ctx, given: string | undefined): Promise<Secret> {
  const secret = await existingSecret(ctx, given)
  if (secret.deletedAt !== undefined) throw markedForDeletion()
  return secret
}

export const arnOf = (place: Place, { name, suffix }: Secret) => secretArn(place, name, suffix)
