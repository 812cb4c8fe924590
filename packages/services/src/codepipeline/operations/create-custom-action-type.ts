import type { CreateCustomActionTypeInput, CreateCustomActionTypeOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onActionType, withRequestTags } from '../access.ts'
import { actionTypeLimitExceeded, actionTypeVersionTaken } from '../errors.ts'
import type { Room } from '../room.ts'
import { toActionType, typeKey } from '../rules/action-types/action-type.ts'
import { customActionType } from '../rules/action-types/custom-action-type.ts'
import { typeArn } from '../rules/arns.ts'
import { QUOTAS } from '../rules/quotas.ts'
import { checkResourceTags } from '../rules/resource-tags.ts'

/** A version that was deleted is free for that very definition alone (documented). */
export const createCustomActionType = operation<CreateCustomActionTypeInput, CreateCustomActionTypeOutput, Room>(
  'CreateCustomActionType',
  {
    kind: 'write',
    access: (input, ctx) => [
      withRequestTags(onActionType('CreateCustomActionType', ctx, { ...input, owner: 'Custom' }), input.tags),
    ],
    async run(input, ctx) {
      const definition = customActionType(input)
      const tags = checkResourceTags(typeArn(ctx, definition.id), input.tags ?? [])
      const made = await ctx.customActionTypes.create(ctx.ids.uuid(), definition, ctx.clock.now())
      if (!made) throw actionTypeVersionTaken(typeKey(definition.id))
      if ((await ctx.customActionTypes.list()).length > QUOTAS.customActionTypes) {
        throw actionTypeLimitExceeded(QUOTAS.customActionTypes)
      }
      await ctx.resourceTags.add(made.id, tags)
      return { actionType: toActionType(definition), tags }
    },
  },
)
