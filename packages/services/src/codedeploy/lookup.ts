import {
  applicationDoesNotExist,
  arnNotSupported,
  deploymentConfigDoesNotExist,
  deploymentDoesNotExist,
  deploymentGroupDoesNotExist,
  deploymentIdRequired,
  instanceNotRegistered,
  invalidArn,
  invalidDeploymentId,
  resourceArnRequired,
} from './errors.ts'
import type { Ctx } from './room.ts'
import { parseTaggedResource } from './rules/arns.ts'
import type { DeploymentConfig } from './rules/deployment-config.ts'
import { isDeploymentId } from './rules/deployment-id.ts'
import {
  checkApplicationName,
  checkDeploymentConfigName,
  checkDeploymentGroupName,
  checkInstanceName,
} from './rules/names.ts'
import type { Application } from './state/applications.ts'
import type { DeploymentGroup } from './state/deployment-groups.ts'
import type { Deployment } from './state/deployments.ts'
import type { OnPremisesInstance } from './state/on-premises-instances.ts'

/*
 * What many operations begin with: the thing of that name, or the refusal that AWS has for a name that is missing,
 * malformed or unknown.
 */

export async function existingApplication(
  ctx: Pick<Ctx, 'applications'>,
  name: string | undefined,
): Promise<Application> {
  const checked = checkApplicationName(name)
  const application = await ctx.applications.find(checked)
  if (!application) throw applicationDoesNotExist(checked)
  return application
}

export async function existingDeploymentGroup(
  ctx: Pick<Ctx, 'deploymentGroups'>,
  application: Application,
  name: string | undefined,
): Promise<DeploymentGroup> {
  const checked = checkDeploymentGroupName(name)
  const group = await ctx.deploymentGroups.find(application.id, checked)
  if (!group) throw deploymentGroupDoesNotExist(checked)
  return group
}

export async function existingDeploymentConfig(
  ctx: Pick<Ctx, 'deploymentConfigs'>,
  name: string | undefined,
): Promise<DeploymentConfig> {
  const checked = checkDeploymentConfigName(name)
  const config = await ctx.deploymentConfigs.find(checked)
  if (!config) throw deploymentConfigDoesNotExist(checked)
  return config
}

/** The on-premises instance of that name, deregistered or not. */
export async function knownInstance(
  ctx: Pick<Ctx, 'onPremisesInstances'>,
  name: string | undefined,
): Promise<OnPremisesInstance> {
  const checked = checkInstanceName(name)
  const instance = await ctx.onPremisesInstances.find(checked)
  if (!instance) throw instanceNotRegistered(checked)
  return instance
}

/** The on-premises instance of that name, which must be registered at present. */
export async function registeredInstance(
  ctx: Pick<Ctx, 'onPremisesInstances'>,
  name: string | undefined,
): Promise<OnPremisesInstance> {
  const instance = await knownInstance(ctx, name)
  if (instance.deregisteredAt !== undefined) throw instanceNotRegistered(instance.name)
  return instance
}

/** The id under which the tags of the application or deployment group with that ARN are kept. */
export async function tagOwner(ctx: Ctx, arn: string | undefined): Promise<string> {
  if (!arn) throw resourceArnRequired()
  const resource = parseTaggedResource(arn)
  if (!resource) throw invalidArn(arn)
  if (resource === 'other') throw arnNotSupported(arn)
  const isHere = resource.account === ctx.account && resource.region === ctx.region
  const application = isHere ? await ctx.applications.find(resource.application) : undefined
  if (!application) throw applicationDoesNotExist(resource.application)
  if (resource.deploymentGroup === undefined) return application.id
  const group = await ctx.deploymentGroups.find(application.id, resource.deploymentGroup)
  if (!group) throw deploymentGroupDoesNotExist(resource.deploymentGroup)
  return group.id
}

export function checkDeploymentId(id: string | undefined): string {
  if (!id) throw deploymentIdRequired()
  if (!isDeploymentId(id)) throw invalidDeploymentId(id)
  return id
}

export async function existingDeployment(ctx: Pick<Ctx, 'deployments'>, id: string | undefined): Promise<Deployment> {
  const checked = checkDeploymentId(id)
  const deployment = await ctx.deployments.find(checked)
  if (!deployment) throw deploymentDoesNotExist(checked)
  return deployment
}
