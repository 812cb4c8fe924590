import type { GetActionTypeInput, GetActionTypeOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onActionType } from '../access.ts'
import { actionTypeNotFound } from '../errors.ts'
import type { Room } from '../room.ts'
import { typeKey } from '../rules/action-types/action-type.ts'
import { actionTypeDeclaration } from '../rules/action-types/action-type-declaration.ts'
import { findActionType } from '../rules/action-types/index.ts'
import { typeIdOf } from '../rules/action-types/type-id.ts'

/** Of AWS's and third parties' types, as on AWS; a custom one is read with ListActionTypes. */
export const getActionType = operation<GetActionTypeInput, GetActionTypeOutput, Room>('GetActionType', {
  kind: 'read',
  access: (input, ctx) => [onActionType('GetActionType', ctx, input)],
  async run(input) {
    const id = typeIdOf(input)
    const type = findActionType(id)
    if (!type) throw actionTypeNotFound(typeKey(id))
    return { actionType: actionTypeDeclaration(type) }
  },
})
