import type { DeregisterOnPremisesInstanceInput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onInstances } from '../access.ts'
import type { Room } from '../room.ts'
import { checkInstanceName } from '../rules/names.ts'

/**
 * Takes an instance out of all future deployments and frees its name and identity. One that is not registered is not
 * an error, as the list of errors tells. Tags stay on the record (AWS's pages contradict each other on that).
 */
export const deregisterOnPremisesInstance = operation<DeregisterOnPremisesInstanceInput, void, Room>(
  'DeregisterOnPremisesInstance',
  {
    kind: 'write',
    access: (input, ctx) => onInstances('DeregisterOnPremisesInstance', ctx, [input.instanceName]),
    async run(input, ctx) {
      await ctx.onPremisesInstances.deregister(checkInstanceName(input.instanceName), ctx.clock.now())
    },
  },
)
