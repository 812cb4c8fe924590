import { text } from 'node:stream/consumers'
import { UsageError } from '@towpath/base'
import { type CommandSpec, EXIT } from '../../command.ts'
import { CONNECTION_OPTIONS, findConnection } from '../../connection/find.ts'
import { print, tell } from '../../io.ts'

/** Keeps a token for GitHub in the control plane. The token is read from standard input: arguments are seen by all. */
export const githubConnect: CommandSpec = {
  words: ['github', 'connect'],
  summary: 'Keep a token for GitHub, read from standard input, for deployments from private repositories',
  arguments: [['<name>', 'Name to keep it under; a token that is there is replaced']],
  options: [...CONNECTION_OPTIONS, { flags: '--application <NAME>', help: 'CodeDeploy application to use it for' }],
  async run({ options, arguments: [tokenName = ''] }, io) {
    const { callTowpath } = await import('../../connection/call-towpath.ts')
    const connection = await findConnection(options, io)
    if (io.stdin.isTTY) tell(io, 'Paste the token, then press Enter and Ctrl-D:')
    const token = (await text(io.stdin)).trim()
    if (token === '')
      throw new UsageError('There is no token on standard input; pass it like this: towpath github connect NAME < FILE')
    await callTowpath(connection, 'ConnectGitHub', { tokenName, token, applicationName: options.application })
    print(
      io,
      options.application ? `${tokenName} is kept, and used for ${options.application}.` : `${tokenName} is kept.`,
    )
    return EXIT.ok
  },
}
