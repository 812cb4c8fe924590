import type { DeleteGitHubAccountTokenInput, DeleteGitHubAccountTokenOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import { githubAccountTokenDoesNotExist } from '../errors.ts'
import type { Room } from '../room.ts'
import { checkGithubTokenName } from '../rules/github-token.ts'

/** Forgets a token; applications that were tied to it no longer are. */
export const deleteGitHubAccountToken = operation<DeleteGitHubAccountTokenInput, DeleteGitHubAccountTokenOutput, Room>(
  'DeleteGitHubAccountToken',
  {
    kind: 'write',
    access: () => [onAnything('DeleteGitHubAccountToken')],
    async run(input, ctx) {
      const tokenName = checkGithubTokenName(input.tokenName)
      if (!(await ctx.githubTokens.delete(tokenName))) throw githubAccountTokenDoesNotExist(tokenName)
      await ctx.applications.unlinkFromGithub(tokenName)
      return { tokenName }
    },
  },
)
