import { parseArn } from '@towpath/base'
import { ecsServiceMappingLimitExceeded, invalidInput, invalidRole } from './errors.ts'
import { existingDeploymentConfig } from './lookup.ts'
import type { Ctx } from './room.ts'
import { deploymentGroupArn } from './rules/arns.ts'
import type { DeploymentGroupSettings } from './rules/deployment-group-settings.ts'
import type { Application } from './state/applications.ts'

/** Refuses settings that do not fit what else there is: the config, the service role, the other groups. */
export async function checkSurroundings(
  ctx: Ctx,
  application: Application,
  group: { id?: string; name: string; settings: DeploymentGroupSettings },
): Promise<void> {
  const { deploymentConfigName, ecsServices, serviceRoleArn } = group.settings
  const config = await existingDeploymentConfig(ctx, deploymentConfigName)
  if (config.computePlatform !== application.computePlatform) {
    throw invalidInput(
      `The deployment configuration "${config.name}" is for the ${config.computePlatform} compute platform, the application "${application.name}" for ${application.computePlatform}.`,
    )
  }
  for (const service of ecsServices) {
    const taken = await ctx.deploymentGroups.findByEcsService(service)
    if (taken && taken.id !== group.id) throw ecsServiceMappingLimitExceeded(service, taken.name)
  }
  if (!(await canAct(ctx, application, group))) throw invalidRole(serviceRoleArn)
}

/** AWS too tries the trust policy at this time (observed). A role is never handed over from one account to another. */
async function canAct(
  ctx: Ctx,
  application: Application,
  group: { name: string; settings: DeploymentGroupSettings },
): Promise<boolean> {
  const { serviceRoleArn } = group.settings
  if (parseArn(serviceRoleArn)?.account !== ctx.account) return false
  const answer = await ctx.serviceRoles.mayAssume(serviceRoleArn, {
    db: ctx.db,
    region: ctx.region,
    now: ctx.clock.now(),
    deploymentGroupArn: deploymentGroupArn(ctx, application.name, group.name),
  })
  return answer === 'yes'
}
