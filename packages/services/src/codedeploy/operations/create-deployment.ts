import type { CreateDeploymentInput, CreateDeploymentOutput } from '@aws-sdk/client-codedeploy'
import { type Access, operation } from '@towpath/wire'
import { onApplication, onDeploymentConfig, onDeploymentGroup } from '../access.ts'
import { deploymentLimitExceeded, invalidInput } from '../errors.ts'
import { existingApplication, existingDeploymentConfig, existingDeploymentGroup } from '../lookup.ts'
import type { Ctx, Room } from '../room.ts'
import { newDeploymentId } from '../rules/deployment-id.ts'
import {
  checkFileExistsBehavior,
  checkMembers,
  checkServed,
  settingsForDeployment,
} from '../rules/deployment-request.ts'
import { checkDescription } from '../rules/description.ts'
import { checkRevisionLocation } from '../rules/revision-location.ts'
import { startDeployment } from '../runs/start-deployment.ts'
import type { Application } from '../state/applications.ts'
import type { DeploymentGroup } from '../state/deployment-groups.ts'
import type { Deployment } from '../state/deployments.ts'

/**
 * Records a deployment and answers at once. Finding its targets, using the role and the arithmetic of healthy hosts
 * come afterwards; what fails there shows as a failed deployment with an error code (documented).
 */
export const createDeployment = operation<CreateDeploymentInput, CreateDeploymentOutput, Room>('CreateDeployment', {
  kind: 'write',
  access: (input, ctx) => [
    onDeploymentGroup('CreateDeployment', ctx, input.applicationName, input.deploymentGroupName),
    // Another alarm configuration is a change of the group for one deployment (documented).
    ...(input.overrideAlarmConfiguration
      ? [onDeploymentGroup('UpdateDeploymentGroup', ctx, input.applicationName, input.deploymentGroupName)]
      : []),
  ],
  async run(input, ctx) {
    const application = await existingApplication(ctx, input.applicationName)
    const group = await existingDeploymentGroup(ctx, application, input.deploymentGroupName)
    const config = await existingDeploymentConfig(
      ctx,
      input.deploymentConfigName ?? group.settings.deploymentConfigName,
    )
    if (config.computePlatform !== application.computePlatform) {
      throw invalidInput(
        `The deployment configuration "${config.name}" is for the ${config.computePlatform} compute platform, the application "${application.name}" for ${application.computePlatform}.`,
      )
    }
    checkMembers(application, input)
    checkServed(application, group.settings)
    const deployment = newDeployment(ctx, application, group, { ...input, deploymentConfigName: config.name })
    await ctx.authorize(
      onDeploymentConfig('GetDeploymentConfig', ctx, config.name),
      await onRevision(ctx, application, deployment),
    )
    if (!(await startDeployment(ctx, ctx.db, deployment, config))) {
      const active = await ctx.deployments.findActive(group.id)
      throw deploymentLimitExceeded(group.name, active?.id ?? '')
    }
    return { deploymentId: deployment.id }
  },
})

function newDeployment(
  ctx: Ctx,
  application: Application,
  group: DeploymentGroup,
  input: CreateDeploymentInput & { deploymentConfigName: string },
): Deployment {
  return {
    id: newDeploymentId(ctx.ids),
    account: ctx.account,
    region: ctx.region,
    applicationId: application.id,
    applicationName: application.name,
    groupId: group.id,
    groupName: group.name,
    status: 'Created',
    creator: 'user',
    createdAt: ctx.clock.now(),
    request: {
      deploymentConfigName: input.deploymentConfigName,
      revision: checkRevisionLocation(input.revision, application.computePlatform),
      previousRevision: group.targetRevision,
      description: checkDescription(input.description),
      ignoreApplicationStopFailures: input.ignoreApplicationStopFailures ?? false,
      updateOutdatedInstancesOnly: input.updateOutdatedInstancesOnly ?? false,
      fileExistsBehavior: checkFileExistsBehavior(input.fileExistsBehavior),
      settings: settingsForDeployment(group.settings, input),
      overrideAlarmConfiguration: input.overrideAlarmConfiguration,
    },
  }
}

/** A location that nobody registered is registered by the way, which is a right of its own (documented). */
async function onRevision(ctx: Ctx, application: Application, { request }: Deployment): Promise<Access> {
  const known = await ctx.revisions.find(application.id, request.revision)
  return onApplication(known ? 'GetApplicationRevision' : 'RegisterApplicationRevision', ctx, application.name)
}
