import type { RemoveTagsFromOnPremisesInstancesInput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onInstances } from '../access.ts'
import { registeredInstance } from '../lookup.ts'
import type { Room } from '../room.ts'
import { checkInstanceNames, checkInstanceTags, removeTags } from '../rules/on-premises-instance.ts'

/** A tag goes when key and value are the given ones (documented). */
export const removeTagsFromOnPremisesInstances = operation<RemoveTagsFromOnPremisesInstancesInput, void, Room>(
  'RemoveTagsFromOnPremisesInstances',
  {
    kind: 'write',
    access: (input, ctx) => onInstances('RemoveTagsFromOnPremisesInstances', ctx, input.instanceNames ?? []),
    async run(input, ctx) {
      const names = checkInstanceNames(input.instanceNames)
      const removed = checkInstanceTags(input.tags)
      for (const name of names) {
        const { tags } = await registeredInstance(ctx, name)
        await ctx.onPremisesInstances.setTags(name, removeTags(tags, removed))
      }
    },
  },
)
