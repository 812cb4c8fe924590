import type { CreateDeploymentConfigInput, CreateDeploymentConfigOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onDeploymentConfig } from '../access.ts'
import { deploymentConfigAlreadyExists, deploymentConfigLimitExceeded } from '../errors.ts'
import type { Room } from '../room.ts'
import { checkDeploymentConfig } from '../rules/check-deployment-config.ts'
import { QUOTAS } from '../rules/quotas.ts'

export const createDeploymentConfig = operation<CreateDeploymentConfigInput, CreateDeploymentConfigOutput, Room>(
  'CreateDeploymentConfig',
  {
    kind: 'write',
    access: (input, ctx) => [onDeploymentConfig('CreateDeploymentConfig', ctx, input.deploymentConfigName)],
    async run(input, ctx) {
      const config = { ...checkDeploymentConfig(input), id: ctx.ids.uuid(), createdAt: ctx.clock.now() }
      if (!(await ctx.deploymentConfigs.create(config))) throw deploymentConfigAlreadyExists(config.name)
      if ((await ctx.deploymentConfigs.countCustom()) > QUOTAS.customDeploymentConfigs) {
        throw deploymentConfigLimitExceeded(QUOTAS.customDeploymentConfigs)
      }
      return { deploymentConfigId: config.id }
    },
  },
)
