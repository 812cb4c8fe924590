import type { DeleteDeploymentConfigInput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onDeploymentConfig } from '../access.ts'
import { deploymentConfigInUse, invalidOperation } from '../errors.ts'
import type { Room } from '../room.ts'
import { checkDeploymentConfigName } from '../rules/names.ts'
import { RESERVED_PREFIX } from '../rules/predefined-deployment-configs.ts'

/** Deleting a config that does not exist succeeds, as its list of errors tells. */
export const deleteDeploymentConfig = operation<DeleteDeploymentConfigInput, void, Room>('DeleteDeploymentConfig', {
  kind: 'write',
  access: (input, ctx) => [onDeploymentConfig('DeleteDeploymentConfig', ctx, input.deploymentConfigName)],
  async run(input, ctx) {
    const name = checkDeploymentConfigName(input.deploymentConfigName)
    if (name.startsWith(RESERVED_PREFIX)) {
      throw invalidOperation(`The deployment configuration "${name}" is predefined and cannot be deleted.`)
    }
    if (await ctx.deploymentGroups.usesConfig(name)) throw deploymentConfigInUse(name)
    await ctx.deploymentConfigs.delete(name)
  },
})
