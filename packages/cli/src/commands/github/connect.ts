import { text } from 'node:stream/consumers'
import { UsageError } from '@towpath/base'
import { type CommandSpec, EXIT } from '../../command.ts'
import { CONNECTION_OPTIONS, findConnection } from '../../connection/find.ts'
import { print, tell } from '../../io.ts'

/** Keeps a token for GitHub in the control plane. The token is read from standard input: arguments are seen by all. */
export const githubConnect: CommandSpec = {
  words: ['github', 'connect'],
  summary: 'Keep a token for GitHub, read from standard input, for deployments or for a connection of pipelines',
  arguments: [['[name]', 'Name to keep it under for deployments; a token that is there is replaced']],
  options: [
    ...CONNECTION_OPTIONS,
    { flags: '--application <NAME>', help: 'CodeDeploy application to use it for' },
    { flags: '--connection <ARN>', help: 'Connection that it makes available, instead of a name' },
  ],
  async run({ options, arguments: [tokenName] }, io) {
    const { application: applicationName, connection: connectionArn } = options
    if ((tokenName === undefined) === (connectionArn === undefined)) {
      throw new UsageError('Say what the token is for: a NAME to keep it under, or --connection ARN')
    }
    if (connectionArn !== undefined && applicationName !== undefined) {
      throw new UsageError('--application goes with a NAME, not with --connection')
    }
    const { callTowpath } = await import('../../connection/call-towpath.ts')
    const connection = await findConnection(options, io)
    if (io.stdin.isTTY) tell(io, 'Paste the token, then press Enter and Ctrl-D:')
    const token = (await text(io.stdin)).trim()
    if (token === '')
      throw new UsageError(`There is no token on standard input; pass it like this: ${usage(tokenName)}`)
    const answer = await callTowpath<{ webhookPath?: string; webhookSecret?: string }>(connection, 'ConnectGitHub', {
      tokenName,
      token,
      applicationName,
      connectionArn,
    })
    if (tokenName !== undefined) {
      print(io, applicationName ? `${tokenName} is kept, and used for ${applicationName}.` : `${tokenName} is kept.`)
      return EXIT.ok
    }
    print(io, `${connectionArn} is available.`)
    print(io, 'To hear of pushes at once, give the repository a webhook (content type application/json):')
    print(io, `  Payload URL  ${connection.endpoint.replace(/\/$/, '')}${answer.webhookPath}`)
    print(io, `  Secret       ${answer.webhookSecret}`)
    return EXIT.ok
  },
}

function usage(tokenName: string | undefined): string {
  return `towpath github connect ${tokenName === undefined ? '--connection ARN' : 'NAME'} < FILE`
}
