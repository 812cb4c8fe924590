import { type CommandSpec, EXIT } from '../command.ts'
import { CONNECTION_OPTIONS, connectionOf, dataFolderOf } from '../connection/find.ts'
import { print } from '../io.ts'

/** `eval "$(towpath env)"`: makes the aws CLI and the SDKs of this shell talk to the control plane, as its root. */
export const env: CommandSpec = {
  words: ['env'],
  summary: 'Print the environment that makes aws and the SDKs use this control plane',
  options: CONNECTION_OPTIONS,
  async run({ options }, io) {
    const { endpoint, caFile, region, credentials } = await connectionOf(dataFolderOf(options, io))
    const variables = {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_DEFAULT_REGION: region,
      ...(caFile === undefined ? {} : trustIn(caFile)),
    }
    for (const [name, value] of Object.entries(variables)) print(io, `export ${name}=${quoted(value)}`)
    // A session token of another account that is still set would be sent along with these keys.
    print(io, 'unset AWS_SESSION_TOKEN AWS_PROFILE')
    return EXIT.ok
  },
}

/** Where the aws CLI and botocore, SDKs that run on Node, and git look for an authority to trust. */
function trustIn(caFile: string): Record<string, string> {
  return { AWS_CA_BUNDLE: caFile, NODE_EXTRA_CA_CERTS: caFile, GIT_SSL_CAINFO: caFile }
}

function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`
}
