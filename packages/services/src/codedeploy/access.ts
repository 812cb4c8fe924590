import type { Tag } from '@aws-sdk/client-codedeploy'
import type { Access } from '@towpath/wire'
import type { Ctx } from './room.ts'
import {
  applicationArn,
  deploymentConfigArn,
  deploymentGroupArn,
  onPremisesInstanceArn,
  type Place,
} from './rules/arns.ts'
import { isDeploymentId } from './rules/deployment-id.ts'
import { isInstanceName } from './rules/names.ts'
import { BATCH_LIMIT } from './rules/quotas.ts'

/*
 * What callers must be allowed: `codedeploy:OPERATION` on the ARN of the resource it is about (documented). Names come
 * unchecked from the input; a malformed one is refused by the operation itself.
 */

export const onApplication = (operation: string, place: Place, name = ''): Access => ({
  action: `codedeploy:${operation}`,
  resource: applicationArn(place, name),
})

export const onDeploymentGroup = (operation: string, place: Place, application = '', group = ''): Access => ({
  action: `codedeploy:${operation}`,
  resource: deploymentGroupArn(place, application, group),
})

export const onDeploymentConfig = (operation: string, place: Place, name = ''): Access => ({
  action: `codedeploy:${operation}`,
  resource: deploymentConfigArn(place, name),
})

/** The names that an access is asked for. Calls that give more of them are refused, so nothing is asked for the rest. */
export const upToLimit = <T>(names: T[] | undefined): T[] => (names ?? []).slice(0, BATCH_LIMIT)

/** On each instance of those names. Its ARN ends in what the registration drew; a name that is free has no such end. */
export async function onInstances(operation: string, ctx: Ctx, names: (string | undefined)[]): Promise<Access[]> {
  const accesses = new Map<string, Access>()
  for (const name of upToLimit(names)) {
    const instance = name && isInstanceName(name) ? await ctx.onPremisesInstances.find(name) : undefined
    const resource = onPremisesInstanceArn(ctx, name ?? '', instance?.id)
    accesses.set(resource, { action: `codedeploy:${operation}`, resource })
  }
  return [...accesses.values()]
}

/** On the group that a deployment belongs to: deployments have no ARN of their own (documented). */
export async function onDeployment(operation: string, ctx: Ctx, deploymentId: string | undefined): Promise<Access> {
  const deployment = deploymentId && isDeploymentId(deploymentId) ? await ctx.deployments.find(deploymentId) : undefined
  if (!deployment) return onAnything(operation)
  return onDeploymentGroup(operation, ctx, deployment.applicationName, deployment.groupName)
}

/** For operations that are about no resource of their own. */
export const onAnything = (operation: string): Access => ({ action: `codedeploy:${operation}`, resource: '*' })

/** Handing a role to CodeDeploy. */
export const passRole = (roleArn: string): Access => ({
  action: 'iam:PassRole',
  resource: roleArn,
  conditions: { 'iam:PassedToService': 'codedeploy.amazonaws.com' },
})

/** For operations on whatever an ARN names. */
export const onResource = (operation: string, arn: string | undefined): Access => ({
  action: `codedeploy:${operation}`,
  resource: arn || '*',
})

/** The same access, with the tags that the request wants to set as condition values. */
export function withRequestTags(access: Access, tags: Tag[] = []): Access {
  if (tags.length === 0) return access
  const values = tags.map(({ Key = '', Value = '' }) => [`aws:RequestTag/${Key}`, Value])
  return { ...access, conditions: { ...Object.fromEntries(values), 'aws:TagKeys': tags.map(({ Key = '' }) => Key) } }
}
