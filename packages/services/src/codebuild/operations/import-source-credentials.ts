import type { ImportSourceCredentialsInput, ImportSourceCredentialsOutput } from '@aws-sdk/client-codebuild'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import { invalidInput, sourceCredentialsAlreadyExist } from '../errors.ts'
import type { Room } from '../room.ts'
import { sourceCredentialsArn } from '../rules/arns.ts'
import { checkSourceCredentials } from '../rules/source-credentials.ts'

/** One for each type of host. Those that are there are overwritten unless the caller says otherwise (documented). */
export const importSourceCredentials = operation<ImportSourceCredentialsInput, ImportSourceCredentialsOutput, Room>(
  'ImportSourceCredentials',
  {
    kind: 'write',
    access: () => [onAnything('ImportSourceCredentials')],
    async run({ token, serverType, authType, username, shouldOverwrite = true }, ctx) {
      if (!token || !serverType || !authType) throw invalidInput('token, serverType and authType are required')
      checkSourceCredentials(serverType, authType, username)
      const arn = sourceCredentialsArn(ctx, serverType)
      const present = await ctx.sourceCredentials.list()
      if (!shouldOverwrite && present.some((each) => each.serverType === serverType)) {
        throw sourceCredentialsAlreadyExist(arn)
      }
      await ctx.sourceCredentials.put({ serverType, authType }, { token, username }, ctx.clock.now())
      return { arn }
    },
  },
)
