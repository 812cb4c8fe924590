import type {
  DeleteResourcePolicyInput,
  GetResourcePolicyInput,
  GetResourcePolicyOutput,
  PutResourcePolicyInput,
  PutResourcePolicyOutput,
} from '@aws-sdk/client-codebuild'
import type { Access } from '@towpath/wire'
import { operation } from '@towpath/wire'
import { onProject, onReportGroup } from '../access.ts'
import { invalidResourcePolicy, resourceNotFound } from '../errors.ts'
import type { Ctx, Room } from '../room.ts'
import { named, type Place } from '../rules/arns.ts'

/** Kept for whoever asks; nothing is decided by it, since accounts share nothing here. */
export const putResourcePolicy = operation<PutResourcePolicyInput, PutResourcePolicyOutput, Room>('PutResourcePolicy', {
  kind: 'write',
  access: (input, ctx) => [onResource('PutResourcePolicy', ctx, input.resourceArn)],
  async run({ policy = '', resourceArn = '' }, ctx) {
    await existing(ctx, resourceArn)
    checkPolicy(policy)
    await ctx.sharing.putPolicy(resourceArn, policy)
    return { resourceArn }
  },
})

export const getResourcePolicy = operation<GetResourcePolicyInput, GetResourcePolicyOutput, Room>('GetResourcePolicy', {
  kind: 'read',
  access: (input, ctx) => [onResource('GetResourcePolicy', ctx, input.resourceArn)],
  async run({ resourceArn = '' }, ctx) {
    const policy = await ctx.sharing.policy(resourceArn)
    if (policy === undefined) throw resourceNotFound(resourceArn)
    return { policy }
  },
})

/** Deleting what does not exist succeeds: the model has no exception for it. */
export const deleteResourcePolicy = operation<DeleteResourcePolicyInput, object, Room>('DeleteResourcePolicy', {
  kind: 'write',
  access: (input, ctx) => [onResource('DeleteResourcePolicy', ctx, input.resourceArn)],
  async run({ resourceArn = '' }, ctx) {
    await ctx.sharing.deletePolicy(resourceArn)
    return {}
  },
})

function onResource(operation: string, place: Place, arn = ''): Access {
  const isGroup = named(place, 'report-group', arn) !== undefined
  return isGroup ? onReportGroup(operation, place, arn) : onProject(operation, place, arn)
}

async function existing(ctx: Ctx, arn: string): Promise<void> {
  if (!arn.startsWith('arn:')) throw resourceNotFound(arn)
  const [project, group] = [named(ctx, 'project', arn), named(ctx, 'report-group', arn)]
  const found =
    (project !== undefined && (await ctx.projects.find(project))) ||
    (group !== undefined && (await ctx.reportGroups.find(group)))
  if (!found) throw resourceNotFound(arn)
}

function checkPolicy(policy: string): void {
  let document: unknown
  try {
    document = JSON.parse(policy)
  } catch {
    throw invalidResourcePolicy('it is not JSON')
  }
  const isDocument = typeof document === 'object' && document !== null && 'Statement' in document
  if (!isDocument) throw invalidResourcePolicy('it has no Statement')
}
