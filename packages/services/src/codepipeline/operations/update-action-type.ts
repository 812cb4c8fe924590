import type { UpdateActionTypeInput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onActionType } from '../access.ts'
import { actionTypeNotFound, builtInActionType } from '../errors.ts'
import type { Room } from '../room.ts'
import { typeKey } from '../rules/action-types/action-type.ts'
import { findActionType } from '../rules/action-types/index.ts'
import { typeIdOf } from '../rules/action-types/type-id.ts'

/**
 * For partners, who have AWS run action types of theirs. Here there are none but those that are built in, which the
 * control plane carries out itself: they are refused, any other is not found.
 */
export const updateActionType = operation<UpdateActionTypeInput, object, Room>('UpdateActionType', {
  kind: 'write',
  access: ({ actionType }, ctx) => [onActionType('UpdateActionType', ctx, actionType?.id ?? {})],
  async run({ actionType }) {
    const id = typeIdOf(actionType?.id ?? {})
    throw findActionType(id) ? builtInActionType(typeKey(id)) : actionTypeNotFound(typeKey(id))
  },
})
