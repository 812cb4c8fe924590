import type { ListBranchesInput, ListBranchesOutput } from '@aws-sdk/client-codecommit'
import { isPageToken, page } from '@towpath/base'
import { operation } from '@towpath/wire'
import { invalidContinuationToken } from '../errors.ts'
import { existing, onRepository, type Room } from '../room.ts'
import { pathOf } from '../rules/names.ts'

const PAGE_SIZE = 1000

export const listBranches = operation<ListBranchesInput, ListBranchesOutput, Room>('ListBranches', {
  kind: 'read',
  access: onRepository('ListBranches'),
  async run(input, ctx) {
    const repository = await existing(ctx, input.repositoryName)
    if (input.nextToken !== undefined && !isPageToken(input.nextToken)) throw invalidContinuationToken(input.nextToken)
    const names = [...(await ctx.git.branches(pathOf(repository))).keys()].sort()
    const { items, nextToken } = page(names, (name) => name, PAGE_SIZE, input.nextToken)
    return { branches: items, nextToken }
  },
})
