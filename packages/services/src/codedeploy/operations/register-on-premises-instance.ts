import type { RegisterOnPremisesInstanceInput } from '@aws-sdk/client-codedeploy'
import { ALPHANUMERIC } from '@towpath/base'
import { operation } from '@towpath/wire'
import { onInstances } from '../access.ts'
import {
  iamSessionArnAlreadyRegistered,
  iamUserArnAlreadyRegistered,
  instanceNameAlreadyRegistered,
} from '../errors.ts'
import type { Room } from '../room.ts'
import { checkInstanceName } from '../rules/names.ts'
import { checkAgentIdentity } from '../rules/on-premises-instance.ts'

/** Registers a name with one IAM identity. A name that was deregistered starts anew, without its old tags. */
export const registerOnPremisesInstance = operation<RegisterOnPremisesInstanceInput, void, Room>(
  'RegisterOnPremisesInstance',
  {
    kind: 'write',
    access: (input, ctx) => onInstances('RegisterOnPremisesInstance', ctx, [input.instanceName]),
    async run(input, ctx) {
      const name = checkInstanceName(input.instanceName)
      const identity = checkAgentIdentity(input)
      const present = await ctx.onPremisesInstances.find(name)
      if (present && present.deregisteredAt === undefined) throw instanceNameAlreadyRegistered(name)

      const { iamUserArn, iamSessionArn } = identity
      const taken = await ctx.onPremisesInstances.findByIdentity(iamUserArn ?? iamSessionArn)
      if (taken && iamUserArn !== undefined) throw iamUserArnAlreadyRegistered(iamUserArn, taken.name)
      if (taken && iamSessionArn !== undefined) throw iamSessionArnAlreadyRegistered(iamSessionArn, taken.name)

      const id = ctx.ids.random(10, ALPHANUMERIC)
      await ctx.onPremisesInstances.register({ id, name, ...identity, tags: [], registeredAt: ctx.clock.now() })
    },
  },
)
