import type { ListRepositoriesInput, ListRepositoriesOutput } from '@aws-sdk/client-codecommit'
import { isPageToken, page } from '@towpath/base'
import { operation } from '@towpath/wire'
import { invalidContinuationToken } from '../errors.ts'
import type { Room } from '../room.ts'

const PAGE_SIZE = 1000

export const listRepositories = operation<ListRepositoriesInput, ListRepositoriesOutput, Room>('ListRepositories', {
  kind: 'read',
  access: () => [{ action: 'codecommit:ListRepositories', resource: '*' }],
  async run({ nextToken, order, sortBy }, ctx) {
    if (nextToken !== undefined && !isPageToken(nextToken)) throw invalidContinuationToken(nextToken)
    const all = await ctx.repositories.list()
    const keyed = all.map((each) => ({
      each,
      key: sortBy === 'lastModifiedDate' ? `${each.modifiedAt} ${each.name}` : each.name,
    }))
    keyed.sort((a, b) => (a.key < b.key ? -1 : 1))
    // A page continues behind a key, so a descending list is cut into pages before it is turned round.
    const { items, nextToken: next } = page(keyed, ({ key }) => key, PAGE_SIZE, nextToken)
    const repositories = items.map(({ each }) => ({ repositoryId: each.id, repositoryName: each.name }))
    return { repositories: order === 'descending' ? repositories.reverse() : repositories, nextToken: next }
  },
})
