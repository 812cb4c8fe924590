import type { GetOnPremisesInstanceInput, GetOnPremisesInstanceOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onInstances } from '../access.ts'
import { onPremisesInstanceInfo } from '../answers/on-premises-instance-info.ts'
import { knownInstance } from '../lookup.ts'
import type { Room } from '../room.ts'

/** A deregistered instance stays readable, with its deregisterTime. */
export const getOnPremisesInstance = operation<GetOnPremisesInstanceInput, GetOnPremisesInstanceOutput, Room>(
  'GetOnPremisesInstance',
  {
    kind: 'read',
    access: (input, ctx) => onInstances('GetOnPremisesInstance', ctx, [input.instanceName]),
    async run(input, ctx) {
      return { instanceInfo: onPremisesInstanceInfo(ctx, await knownInstance(ctx, input.instanceName)) }
    },
  },
)
