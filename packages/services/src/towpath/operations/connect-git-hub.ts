import { formatArn } from '@towpath/base'
import { operation, type RequestContext } from '@towpath/wire'
import { applicationNeedsName, noConnections, oneTargetNeeded } from '../errors.ts'
import type { Room } from '../room.ts'
import type { ConnectGitHubInput, ConnectGitHubOutput } from '../schemas.ts'

/** AWS takes tokens for GitHub on pages of its console only; this is the way in for everybody else. */
export const connectGitHub = operation<ConnectGitHubInput, ConnectGitHubOutput, Room>('ConnectGitHub', {
  kind: 'write',
  access: (input, ctx) => [
    { action: 'towpath:ConnectGitHub', resource: input.connectionArn || application(input, ctx) },
  ],
  async run({ tokenName, token, applicationName, connectionArn }, ctx) {
    const scope = { account: ctx.account, region: ctx.region, now: ctx.clock.now() }
    if (tokenName !== undefined && connectionArn === undefined) {
      await ctx.github.connect(ctx.db, scope, { tokenName, token, applicationName })
      return { tokenName }
    }
    if (connectionArn === undefined || tokenName !== undefined) throw oneTargetNeeded()
    if (applicationName !== undefined) throw applicationNeedsName()
    if (!ctx.connections) throw noConnections()
    const { webhookId, webhookSecret, ...done } = await ctx.connections.complete(ctx.db, scope, {
      connectionArn,
      token,
    })
    return { ...done, webhookPath: `/webhooks/github/${webhookId}`, webhookSecret }
  },
})

function application({ applicationName = '*' }: ConnectGitHubInput, { account, region }: RequestContext): string {
  return formatArn({ service: 'codedeploy', region, account, resource: `application:${applicationName}` })
}
