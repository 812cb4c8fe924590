/**
 * The protocol between control plane and host agent: CodeDeployCommandService, AWS JSON 1.1, as the official agent
 * speaks it, in the static schema form of the AWS SDK. There is no public model of it; shapes as observed on the wire
 * and as the official agent's client declares them.
 *
 * Besides the five operations of the official service there is one of ours, PutHostCommandOutput. A control plane that
 * serves it says so in the answer to a poll, see {@link EXTENSIONS_HEADER}.
 */
import type { StaticErrorSchema, StaticOperationSchema, StaticStructureSchema } from '@smithy/types'

const NAMESPACE = 'com.amazonaws.codedeploycommand'

const STRING = 0
const NUMBER = 1
const BOOLEAN = 2
/** Epoch seconds on the wire, as everywhere in AWS JSON. */
const TIMESTAMP = 4
const UNIT = 'unit' as const

/** The two sets of names under which the same operations are served. */
export const COMMAND_SERVICE = {
  /** What agents use unless told otherwise. */
  standard: { target: 'CodeDeployCommandService_v20141006', signingName: 'codedeploy-commands' },
  /** What agents with `enable_auth_policy: true` use; calls need explicit permissions. */
  secure: { target: 'CodeDeployCommandService', signingName: 'codedeploy-commands-secure' },
} as const

/** Signed request header in which an agent tells its version. */
export const AGENT_VERSION_HEADER = 'x-amz-codedeploy-agent-version'

/** Response header of PollHostCommand in which a control plane offers what the official service has not. */
export const EXTENSIONS_HEADER = 'x-towpath-extensions'

/**
 * Header of RFC 7240 by which a poll says how long it may be held open: `wait=20`, in seconds. The official agent sends
 * none; it cannot stop before the poll that it waits for is answered.
 */
export const PREFER_HEADER = 'prefer'

/** Entries that one call of PutHostCommandOutput may carry. */
export const MOST_OUTPUT_ENTRIES = 1000

export interface Extensions {
  /** PutHostCommandOutput is served. */
  liveOutput: boolean
  /** A poll is held open for up to that many seconds; 0: polls are answered at once. */
  longPollSeconds: number
}

export function formatExtensions(extensions: Extensions): string {
  const items = [extensions.liveOutput ? 'live-output' : '', `long-poll=${extensions.longPollSeconds}`]
  return items.filter((item) => item !== '').join(', ')
}

/** What a poll's answer offers; nothing when the header is absent, as with the official service. */
export function parseExtensions(header: string | undefined): Extensions {
  const items = (header ?? '').split(',').map((item) => item.trim())
  const longPoll = items.map((item) => /^long-poll=(\d{1,3})$/.exec(item)?.[1]).find((seconds) => seconds !== undefined)
  return { liveOutput: items.includes('live-output'), longPollSeconds: Number(longPoll ?? 0) }
}

export function formatWait(seconds: number): string {
  return `wait=${seconds}`
}

/** The seconds of a `wait` preference; undefined when there is none. */
export function parseWait(header: string | undefined): number | undefined {
  const items = (header ?? '').split(/[,;]/).map((item) => item.trim())
  const seconds = items.map((item) => /^wait="?(\d{1,6})"?$/i.exec(item)?.[1]).find((found) => found !== undefined)
  return seconds === undefined ? undefined : Number(seconds)
}

function structure(name: string, members: Record<string, unknown>, required = 0): StaticStructureSchema {
  const schemas = Object.values(members) as StaticStructureSchema[5]
  return [3, NAMESPACE, name, 0, Object.keys(members), schemas, required]
}

function operationSchema(
  name: string,
  input: StaticStructureSchema,
  output: StaticStructureSchema | typeof UNIT,
): StaticOperationSchema {
  return [9, NAMESPACE, name, 0, () => input, () => output]
}

// A member's name is followed by its schema; required members come first and are counted.
export const Envelope$ = structure('Envelope', { Format: STRING, Payload: STRING })

export const HostCommand$ = structure('HostCommand', {
  HostCommandIdentifier: STRING,
  HostIdentifier: STRING,
  DeploymentExecutionId: STRING,
  CommandName: STRING,
  Nonce: NUMBER,
})

export const DeploymentSpecification$ = structure('DeploymentSpecification', {
  GenericEnvelope: () => Envelope$,
  VariantId: STRING,
  VariantEnvelope: () => Envelope$,
})

export const OutputEntry$ = structure('OutputEntry', { Text: STRING, Stream: STRING, At: TIMESTAMP }, 3)

export const PollHostCommandInput$ = structure('PollHostCommandInput', { HostIdentifier: STRING }, 1)
export const PollHostCommandOutput$ = structure('PollHostCommandOutput', { HostCommand: () => HostCommand$ })

export const GetDeploymentSpecificationInput$ = structure(
  'GetDeploymentSpecificationInput',
  { DeploymentExecutionId: STRING, HostIdentifier: STRING },
  2,
)
export const GetDeploymentSpecificationOutput$ = structure('GetDeploymentSpecificationOutput', {
  DeploymentSystem: STRING,
  DeploymentSpecification: () => DeploymentSpecification$,
})

export const PutHostCommandAcknowledgementInput$ = structure(
  'PutHostCommandAcknowledgementInput',
  { HostCommandIdentifier: STRING, Diagnostics: () => Envelope$ },
  1,
)
export const PutHostCommandAcknowledgementOutput$ = structure('PutHostCommandAcknowledgementOutput', {
  CommandStatus: STRING,
})

export const PutHostCommandCompleteInput$ = structure(
  'PutHostCommandCompleteInput',
  { HostCommandIdentifier: STRING, CommandStatus: STRING, Diagnostics: () => Envelope$ },
  2,
)

export const PostHostCommandUpdateInput$ = structure(
  'PostHostCommandUpdateInput',
  { HostCommandIdentifier: STRING, EstimatedCompletionTime: TIMESTAMP, Diagnostics: () => Envelope$ },
  1,
)
export const PostHostCommandUpdateOutput$ = structure('PostHostCommandUpdateOutput', { CommandStatus: STRING })

export const PutHostCommandOutputInput$ = structure(
  'PutHostCommandOutputInput',
  {
    HostCommandIdentifier: STRING,
    Sequence: NUMBER,
    Entries: [1, NAMESPACE, 'OutputEntries', 0, () => OutputEntry$],
  },
  3,
)
export const PutHostCommandOutputOutput$ = structure('PutHostCommandOutputOutput', {
  Accepted: BOOLEAN,
  NextSequence: NUMBER,
})

export const PollHostCommand$ = operationSchema('PollHostCommand', PollHostCommandInput$, PollHostCommandOutput$)
export const GetDeploymentSpecification$ = operationSchema(
  'GetDeploymentSpecification',
  GetDeploymentSpecificationInput$,
  GetDeploymentSpecificationOutput$,
)
export const PutHostCommandAcknowledgement$ = operationSchema(
  'PutHostCommandAcknowledgement',
  PutHostCommandAcknowledgementInput$,
  PutHostCommandAcknowledgementOutput$,
)
export const PutHostCommandComplete$ = operationSchema('PutHostCommandComplete', PutHostCommandCompleteInput$, UNIT)
export const PostHostCommandUpdate$ = operationSchema(
  'PostHostCommandUpdate',
  PostHostCommandUpdateInput$,
  PostHostCommandUpdateOutput$,
)
export const PutHostCommandOutput$ = operationSchema(
  'PutHostCommandOutput',
  PutHostCommandOutputInput$,
  PutHostCommandOutputOutput$,
)

/** The caller's fault. */
export const ClientException$: StaticErrorSchema = [
  -3,
  NAMESPACE,
  'ClientException',
  { error: 'client', httpError: 400 },
  ['message'],
  [STRING],
]
/** The service's fault; agents try again. */
export const ServerException$: StaticErrorSchema = [
  -3,
  NAMESPACE,
  'ServerException',
  { error: 'server', httpError: 500 },
  ['message'],
  [STRING],
]
