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
  { tokenName: STRING, token: STRING, applicationName: STRING },
  2,
)
const ConnectGitHubOutput$ = structure('ConnectGitHubOutput', { tokenName: STRING }, 0)

export const ConnectGitHub$: StaticOperationSchema = [
  9,
  NAMESPACE,
  'ConnectGitHub',
  0,
  () => ConnectGitHubInput$,
  () => ConnectGitHubOutput$,
]

/** Keeps a token for GitHub under a name, in place of one that is there, and ties an application to it. */
export interface ConnectGitHubInput {
  tokenName: string
  token: string
  applicationName?: string
}

export interface ConnectGitHubOutput {
  tokenName?: string
}
