import { applicationDoesNotExist, deploymentConfigDoesNotExist, deploymentGroupDoesNotExist } from './errors.ts'
import type { Ctx } from './room.ts'
import type { DeploymentConfig } from './rules/deployment-config.ts'
import { checkApplicationName, checkDeploymentConfigName, checkDeploymentGroupName } from './rules/names.ts'
import type { Application } from './state/applications.ts'
import type { DeploymentGroup } from './state/deployment-groups.ts'

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
