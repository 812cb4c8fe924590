import type { DescribeParametersRequest, DescribeParametersResult } from '@aws-sdk/client-ssm'
import { operation } from '@towpath/wire'
import { onAll } from '../access.ts'
import { metadataAnswer } from '../answers/parameter.ts'
import { bothFilters } from '../errors.ts'
import { paged } from '../paging.ts'
import type { Room } from '../room.ts'
import { DESCRIBE_KEYS, passes, passesOld } from '../rules/filters.ts'

const PAGE = 50

export const describeParameters = operation<DescribeParametersRequest, DescribeParametersResult, Room>(
  'DescribeParameters',
  {
    kind: 'read',
    access: (_input, ctx) => [onAll('DescribeParameters', ctx)],
    async run({ Filters, ParameterFilters, Shared, ...paging }, ctx) {
      if (Filters?.length && ParameterFilters?.length) throw bothFilters()
      const isWanted = Filters?.length ? passesOld(Filters) : passes(ParameterFilters, DESCRIBE_KEYS)
      // Nothing is shared between accounts here.
      const all = Shared ? [] : await ctx.parameters.list()
      const wanted = all.filter((each) => isWanted({ ...each, ...each.settings }))
      const { items, nextToken } = paged(wanted, ({ name }) => name, paging, PAGE)
      return { Parameters: items.map((each) => metadataAnswer(ctx, each)), NextToken: nextToken }
    },
  },
)
