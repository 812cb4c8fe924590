import { passRole } from './access.ts'
import { instanceIdNotFound, invalidParameterValue, missingParameter, profileNotFound } from './errors.ts'
import type { InstanceProfile } from './ports/ports.ts'
import type { Ctx } from './room.ts'
import { checkInstanceId } from './rules/ids.ts'
import type { Instance } from './state/instance.ts'

/** The instance of that id. */
export async function instanceOf(ctx: Ctx, id: string | undefined): Promise<Instance> {
  const [instance] = await instancesOf(ctx, id === undefined ? [] : [id])
  if (!instance) throw missingParameter('InstanceId')
  return instance
}

/** The instances of those ids, in their order; all must exist. At least one must be named. */
export async function instancesOf(ctx: Ctx, ids: string[] = []): Promise<Instance[]> {
  const [first] = ids
  if (first === undefined) throw missingParameter('InstanceId')
  const wanted = [...new Set(ids.map(checkInstanceId))]
  const found = new Map((await ctx.instances.findAll(wanted)).map((instance) => [instance.id, instance]))
  const missing = wanted.filter((id) => !found.has(id))
  if (missing.length > 0) throw instanceIdNotFound(missing)
  return wanted.flatMap((id) => found.get(id) ?? [])
}

/** The profile that a request names; the caller must be allowed to hand out its role. */
export async function profileToPass(ctx: Ctx, named: { Name?: string; Arn?: string } = {}): Promise<InstanceProfile> {
  const { Name: name, Arn: arn } = named
  if (name === undefined && arn === undefined) throw missingParameter('IamInstanceProfile')
  if (name !== undefined && arn !== undefined) {
    throw invalidParameterValue('An IAM instance profile is named by Name or by Arn, not by both')
  }
  const profile = await ctx.resolveInstanceProfile({ name, arn }, { account: ctx.account, db: ctx.db })
  if (!profile) throw profileNotFound(name ?? arn ?? '', name === undefined ? 'arn' : 'name')
  if (profile.role) await ctx.authorize(passRole(profile.role.arn))
  return profile
}
