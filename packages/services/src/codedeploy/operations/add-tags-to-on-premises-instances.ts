import type { AddTagsToOnPremisesInstancesInput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onInstances } from '../access.ts'
import { tagLimitExceeded } from '../errors.ts'
import { registeredInstance } from '../lookup.ts'
import type { Room } from '../room.ts'
import { addTags, checkInstanceNames, checkInstanceTags } from '../rules/on-premises-instance.ts'
import { QUOTAS } from '../rules/quotas.ts'

/** The same tags for every instance named, or for none when one of them cannot have them. */
export const addTagsToOnPremisesInstances = operation<AddTagsToOnPremisesInstancesInput, void, Room>(
  'AddTagsToOnPremisesInstances',
  {
    kind: 'write',
    access: (input, ctx) => onInstances('AddTagsToOnPremisesInstances', ctx, input.instanceNames ?? []),
    async run(input, ctx) {
      const names = checkInstanceNames(input.instanceNames)
      const added = checkInstanceTags(input.tags)
      for (const name of names) {
        const tags = addTags((await registeredInstance(ctx, name)).tags, added)
        if (tags.length > QUOTAS.tagsPerOnPremisesInstance) {
          throw tagLimitExceeded(name, QUOTAS.tagsPerOnPremisesInstance)
        }
        await ctx.onPremisesInstances.setTags(name, tags)
      }
    },
  },
)
