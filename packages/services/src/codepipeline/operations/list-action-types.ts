import type { ListActionTypesInput, ListActionTypesOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import { pageOf } from '../paging.ts'
import type { Room } from '../room.ts'
import { toActionType, typeKey } from '../rules/action-types/action-type.ts'
import { BUILT_IN_TYPES } from '../rules/action-types/index.ts'
import { PAGE_SIZE } from '../rules/quotas.ts'

/** Every region has the same action types, so `regionFilter` leaves nothing out. */
export const listActionTypes = operation<ListActionTypesInput, ListActionTypesOutput, Room>('ListActionTypes', {
  kind: 'read',
  access: () => [onAnything('ListActionTypes')],
  async run({ actionOwnerFilter: owner, nextToken: token }, ctx) {
    const all = [...BUILT_IN_TYPES, ...(await ctx.customActionTypes.list())]
    const types = all
      .filter(({ id }) => owner === undefined || id.owner === owner)
      .toSorted((left, right) => (typeKey(left.id) < typeKey(right.id) ? -1 : 1))
    const { items, nextToken } = pageOf(types, ({ id }) => typeKey(id), PAGE_SIZE.actionTypes, token)
    return { actionTypes: items.map(toActionType), nextToken }
  },
})
