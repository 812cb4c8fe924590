/**
 * What AWS has no word for, as operations of a service of our own: AWS JSON 1.1, signed for `towpath`, in the static
 * schema form of the AWS SDK.
 */
import type { StaticOperationSchema, StaticStructureSchema } from '@smithy/types'

const NAMESPACE = 'towpath'
const STRING = 0

/** Names under which requests find the service. */
export const TOWPATH_SERVICE = { target: 'Towpath_20261122', signingName: 'towpath' } as const

function structure(name: string, members: Record<string, typeof STRING>, required: number): StaticStructureSchema {
  return [3, NAMESPACE, name, 0, Object.keys(members), Object.values(members), required]
}

const ConnectGitHubInput$ = structure(
  'ConnectGitHubInput',
  { token: STRING, tokenName: STRING, applicationName: STRING, connectionArn: STRING },
  1,
)
const ConnectGitHubOutput$ = structure(
  'ConnectGitHubOutput',
  { tokenName: STRING, connectionArn: STRING, webhookPath: STRING, webhookSecret: STRING },
  0,
)

export const ConnectGitHub$: StaticOperationSchema = [
  9,
  NAMESPACE,
  'ConnectGitHub',
  0,
  () => ConnectGitHubInput$,
  () => ConnectGitHubOutput$,
]

/**
 * Keeps a token for GitHub: under a name, in place of one that is there, for an application of CodeDeploy; or for a
 * pending connection, which becomes available by it. One of the two is meant.
 */
export interface ConnectGitHubInput {
  token: string
  tokenName?: string
  applicationName?: string
  connectionArn?: string
}

export interface ConnectGitHubOutput {
  tokenName?: string
  connectionArn?: string
  /** Where GitHub can tell of pushes, below the address of the control plane, and what it has to sign them with. */
  webhookPath?: string
  webhookSecret?: string
}
