import { formatArn } from '@towpath/base'
import { operation } from '@towpath/wire'
import type { Room } from '../room.ts'
import type { ConnectGitHubInput, ConnectGitHubOutput } from '../schemas.ts'

/** AWS ties an application to GitHub on a page of its console only; this is the way in for everybody else. */
export const connectGitHub = operation<ConnectGitHubInput, ConnectGitHubOutput, Room>('ConnectGitHub', {
  kind: 'write',
  access: ({ applicationName = '*' }, { account, region }) => [
    {
      action: 'towpath:ConnectGitHub',
      resource: formatArn({ service: 'codedeploy', region, account, resource: `application:${applicationName}` }),
    },
  ],
  async run({ tokenName, token, applicationName }, ctx) {
    const scope = { account: ctx.account, region: ctx.region, now: ctx.clock.now() }
    await ctx.github.connect(ctx.db, scope, { tokenName, token, applicationName })
    return { tokenName }
  },
})
