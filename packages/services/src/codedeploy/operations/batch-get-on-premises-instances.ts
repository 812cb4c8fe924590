import type {
  BatchGetOnPremisesInstancesInput,
  BatchGetOnPremisesInstancesOutput,
  InstanceInfo,
} from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onInstances } from '../access.ts'
import { onPremisesInstanceInfo } from '../answers/on-premises-instance-info.ts'
import { instanceNameRequired } from '../errors.ts'
import { checkBatch } from '../paging.ts'
import type { Room } from '../room.ts'
import { checkInstanceName } from '../rules/names.ts'

/** Names that are not known are left out. */
export const batchGetOnPremisesInstances = operation<
  BatchGetOnPremisesInstancesInput,
  BatchGetOnPremisesInstancesOutput,
  Room
>('BatchGetOnPremisesInstances', {
  kind: 'read',
  access: (input, ctx) => onInstances('BatchGetOnPremisesInstances', ctx, input.instanceNames ?? []),
  async run(input, ctx) {
    const given = input.instanceNames ?? []
    if (given.length === 0) throw instanceNameRequired()
    checkBatch(given)
    const instanceInfos: InstanceInfo[] = []
    for (const name of new Set(given.map(checkInstanceName))) {
      const instance = await ctx.onPremisesInstances.find(name)
      if (instance) instanceInfos.push(onPremisesInstanceInfo(ctx, instance))
    }
    return { instanceInfos }
  },
})
