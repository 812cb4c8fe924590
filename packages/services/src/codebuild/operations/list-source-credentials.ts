import type { ListSourceCredentialsInput, ListSourceCredentialsOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import type { Room } from '../room.ts'
import { sourceCredentialsArn } from '../rules/arns.ts'

/** Never the secrets themselves. For CODECONNECTIONS and SECRETS_MANAGER the token is an ARN and no secret: `resource`. */
export const listSourceCredentials = operation<ListSourceCredentialsInput, ListSourceCredentialsOutput, Room>(
  'ListSourceCredentials',
  {
    kind: 'read',
    access: () => [onAnything('ListSourceCredentials')],
    async run(_, ctx) {
      const sourceCredentialsInfos = []
      for (const { serverType, authType } of await ctx.sourceCredentials.list()) {
        const isReference = authType === 'CODECONNECTIONS' || authType === 'SECRETS_MANAGER'
        const resource = isReference ? (await ctx.sourceCredentials.open(serverType))?.token : undefined
        sourceCredentialsInfos.push({ arn: sourceCredentialsArn(ctx, serverType), serverType, authType, resource })
      }
      return { sourceCredentialsInfos }
    },
  },
)
