import type { GetParameterHistoryRequest, GetParameterHistoryResult } from '@aws-sdk/client-ssm'
import { operation } from '@towpath/wire'
import { onParameter } from '../access.ts'
import { historyAnswer } from '../answers/parameter.ts'
import { existingParameter } from '../lookup.ts'
import { paged } from '../paging.ts'
import type { Room } from '../room.ts'

const PAGE = 50

/** Oldest version first. */
export const getParameterHistory = operation<GetParameterHistoryRequest, GetParameterHistoryResult, Room>(
  'GetParameterHistory',
  {
    kind: 'read',
    access: async (input, ctx) => [await onParameter('GetParameterHistory', ctx, input.Name)],
    async run({ Name, WithDecryption = false, ...paging }, ctx) {
      const { name } = await existingParameter(ctx, Name)
      const versions = await ctx.parameters.versions(name)
      // Keys of pages are compared as text.
      const { items, nextToken } = paged(versions, ({ version }) => String(version).padStart(15, '0'), paging, PAGE)
      return { Parameters: items.map((each) => historyAnswer(ctx, each, WithDecryption)), NextToken: nextToken }
    },
  },
)
