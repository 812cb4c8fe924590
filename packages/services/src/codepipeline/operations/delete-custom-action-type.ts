import type { DeleteCustomActionTypeInput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onActionType } from '../access.ts'
import type { Room } from '../room.ts'

/** A type that is not there is no error: the model has none for it. Jobs that were given out can still be reported on. */
export const deleteCustomActionType = operation<DeleteCustomActionTypeInput, object, Room>('DeleteCustomActionType', {
  kind: 'write',
  access: (input, ctx) => [onActionType('DeleteCustomActionType', ctx, { ...input, owner: 'Custom' })],
  async run({ category = 'Build', provider = '', version = '' }, ctx) {
    const type = await ctx.customActionTypes.find({ owner: 'Custom', category, provider, version })
    if (!type) return {}
    await ctx.customActionTypes.delete(type.id, ctx.clock.now())
    await ctx.resourceTags.removeAll(type.id)
    return {}
  },
})
