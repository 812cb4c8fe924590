import type { GetParametersByPathRequest, GetParametersByPathResult } from '@aws-sdk/client-ssm'
import { operation } from '@towpath/wire'
import { onPath } from '../access.ts'
import { parameterAnswer } from '../answers/parameter.ts'
import { invalidPath } from '../errors.ts'
import { paged } from '../paging.ts'
import type { Room } from '../room.ts'
import { BY_PATH_KEYS, isBelow, passes } from '../rules/filters.ts'

/** Parameters on one page, unless fewer are asked for (documented). */
const PAGE = 10

export const getParametersByPath = operation<GetParametersByPathRequest, GetParametersByPathResult, Room>(
  'GetParametersByPath',
  {
    kind: 'read',
    access: (input, ctx) => [onPath('GetParametersByPath', ctx, input.Path, input.Recursive)],
    async run({ Path: path = '', Recursive: recursive = false, WithDecryption, ParameterFilters, ...paging }, ctx) {
      if (!path.startsWith('/')) throw invalidPath(path)
      const isWanted = passes(ParameterFilters, BY_PATH_KEYS)
      const all = await ctx.parameters.list(path === '/' ? undefined : path)
      const below = all.filter((each) => isBelow(each.name, path, recursive))
      const wanted = below.filter((each) => isWanted({ ...each, ...each.settings }))
      const { items, nextToken } = paged(wanted, ({ name }) => name, paging, PAGE)
      return {
        Parameters: items.map((each) => parameterAnswer(ctx, each, { decrypted: WithDecryption })),
        NextToken: nextToken,
      }
    },
  },
)
