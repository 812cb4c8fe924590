import type { DeleteSourceCredentialsInput, DeleteSourceCredentialsOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import { sourceCredentialsNotFound } from '../errors.ts'
import type { Room } from '../room.ts'
import { sourceCredentialsArn } from '../rules/arns.ts'

export const deleteSourceCredentials = operation<DeleteSourceCredentialsInput, DeleteSourceCredentialsOutput, Room>(
  'DeleteSourceCredentials',
  {
    kind: 'write',
    access: () => [onAnything('DeleteSourceCredentials')],
    async run({ arn = '' }, ctx) {
      const found = (await ctx.sourceCredentials.list()).find(
        (each) => sourceCredentialsArn(ctx, each.serverType) === arn,
      )
      if (!found) throw sourceCredentialsNotFound(arn)
      await ctx.sourceCredentials.delete(found.serverType)
      return { arn }
    },
  },
)
