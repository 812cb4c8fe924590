import type { GetDeploymentConfigInput, GetDeploymentConfigOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onDeploymentConfig } from '../access.ts'
import { deploymentConfigInfo } from '../answers/deployment-config-info.ts'
import { existingDeploymentConfig } from '../lookup.ts'
import type { Room } from '../room.ts'

export const getDeploymentConfig = operation<GetDeploymentConfigInput, GetDeploymentConfigOutput, Room>(
  'GetDeploymentConfig',
  {
    kind: 'read',
    access: (input, ctx) => [onDeploymentConfig('GetDeploymentConfig', ctx, input.deploymentConfigName)],
    async run(input, ctx) {
      const config = await existingDeploymentConfig(ctx, input.deploymentConfigName)
      return { deploymentConfigInfo: deploymentConfigInfo(config) }
    },
  },
)
