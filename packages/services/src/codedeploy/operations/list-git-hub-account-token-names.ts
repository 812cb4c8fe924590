import type { ListGitHubAccountTokenNamesInput, ListGitHubAccountTokenNamesOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import { pageOf } from '../paging.ts'
import type { Room } from '../room.ts'

export const listGitHubAccountTokenNames = operation<
  ListGitHubAccountTokenNamesInput,
  ListGitHubAccountTokenNamesOutput,
  Room
>('ListGitHubAccountTokenNames', {
  kind: 'read',
  access: () => [onAnything('ListGitHubAccountTokenNames')],
  async run(input, ctx) {
    const { items, nextToken } = pageOf(await ctx.githubTokens.names(), (name) => name, input.nextToken)
    return { tokenNameList: items, nextToken }
  },
})
