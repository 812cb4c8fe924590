import { isDeepStrictEqual } from 'node:util'
import { noValue, twoValues, versionExists } from './errors.ts'
import { arnOf } from './lookup.ts'
import type { Ctx } from './room.ts'
import { CURRENT, withStages } from './rules/stages.ts'
import type { Secret } from './state/secrets.ts'
import type { SecretValue } from './state/versions.ts'

/** Versions without staging labels that are kept; AWS keeps some as well, without a promise (documented). */
const MOST_DEPRECATED = 20

interface Given {
  SecretString?: string
  SecretBinary?: Uint8Array
}

/** The value in a request; undefined when there is none. */
export function givenValue({ SecretString, SecretBinary }: Given): SecretValue | undefined {
  if (SecretString !== undefined && SecretBinary !== undefined) throw twoValues()
  if (SecretString !== undefined) return { string: SecretString }
  return SecretBinary && { binary: Buffer.from(SecretBinary).toString('base64') }
}

export function requiredValue(given: Given): SecretValue {
  const value = givenValue(given)
  if (!value) throw noValue()
  return value
}

/**
 * Keeps a new version of a secret and gives it staging labels. The same token with the same value again changes nothing; with
 * another value it is refused (documented). Resolves to the labels of the version.
 */
export async function putVersion(
  ctx: Ctx,
  secret: Secret,
  { id, value, stages = [CURRENT] }: { id: string; value: SecretValue; stages?: string[] },
): Promise<string[]> {
  const present = await ctx.versions.of(secret.id)
  const same = present.find((version) => version.id === id)
  if (same) {
    if (!isDeepStrictEqual(ctx.versions.open(same), value)) throw versionExists(id, arnOf(ctx, secret))
    return same.stages
  }
  const labelled = withStages([...present, { id, stages: [] }], id, stages)
  await ctx.versions.create(secret.id, id, value, ctx.clock.now())
  await setStages(ctx, secret, labelled)
  await forgetOld(ctx, secret)
  return labelled.find((version) => version.id === id)?.stages ?? []
}

/** Writes the labels that differ from what is there. */
export async function setStages(ctx: Ctx, secret: Secret, labelled: { id: string; stages: string[] }[]): Promise<void> {
  const before = new Map((await ctx.versions.of(secret.id)).map(({ id, stages }) => [id, stages]))
  for (const each of labelled) {
    if (!isDeepStrictEqual(before.get(each.id), each.stages)) await ctx.versions.setStages(secret.id, each)
  }
}

async function forgetOld(ctx: Ctx, secret: Secret): Promise<void> {
  const deprecated = (await ctx.versions.of(secret.id)).filter(({ stages }) => stages.length === 0)
  for (const { id } of deprecated.slice(0, -MOST_DEPRECATED)) await ctx.versions.delete(secret.id, id)
}
