/** Inputs and outputs of the operations in command-service.ts, as handlers and callers see them. */

export type CommandStatus = 'Pending' | 'InProgress' | 'Succeeded' | 'Failed'

export const COMMAND_STATUSES: readonly CommandStatus[] = ['Pending', 'InProgress', 'Succeeded', 'Failed']

/** Something in a named format: a signed specification (`PKCS7/JSON`) or diagnostics (`JSON`). */
export interface Envelope {
  /** 1 to 64 characters. */
  Format?: string
  /** Up to 8192 characters for diagnostics; specifications may be longer. */
  Payload?: string
}

/** One lifecycle event that one host shall run for one deployment. */
export interface HostCommand {
  HostCommandIdentifier: string
  HostIdentifier: string
  /** Four parts or more, separated by `/`; up to 129 characters. Agents hand it back as it is. */
  DeploymentExecutionId: string
  /** The lifecycle event. */
  CommandName: string
  /** Not used by agents. */
  Nonce?: number
}

export interface PollHostCommandInput {
  HostIdentifier: string
}
export interface PollHostCommandOutput {
  /** Absent: nothing to do. */
  HostCommand?: HostCommand
}

export interface GetDeploymentSpecificationInput {
  DeploymentExecutionId: string
  HostIdentifier: string
}
export interface GetDeploymentSpecificationOutput {
  /** Always `CodeDeploy`. */
  DeploymentSystem?: string
  DeploymentSpecification?: {
    GenericEnvelope?: Envelope
    VariantId?: string
    VariantEnvelope?: Envelope
  }
}

export interface PutHostCommandAcknowledgementInput {
  HostCommandIdentifier: string
  /** Format `JSON`, payload `{"IsCommandNoop":true|false}`. */
  Diagnostics?: Envelope
}
export interface PutHostCommandAcknowledgementOutput {
  /**
   * Absent, `Pending` or `InProgress`: run it. `Succeeded`: it is done, say nothing more. `Failed`: it is over; complete
   * it if it is a no-op.
   */
  CommandStatus?: CommandStatus
}

export interface PutHostCommandCompleteInput {
  HostCommandIdentifier: string
  CommandStatus: CommandStatus
  /** Format `JSON`, payload as diagnostics.ts has it. */
  Diagnostics?: Envelope
}

export interface PostHostCommandUpdateInput {
  HostCommandIdentifier: string
  EstimatedCompletionTime?: Date
  Diagnostics?: Envelope
}
export interface PostHostCommandUpdateOutput {
  CommandStatus?: CommandStatus
}

/** One line of what a hook says while it runs. `header` lines are the agent's own (`Script - a.sh`). */
export interface OutputEntry {
  /** Without the stream's prefix, with the newline if there was one. */
  Text: string
  Stream: 'header' | 'stdout' | 'stderr'
  At: Date
}

export interface PutHostCommandOutputInput {
  HostCommandIdentifier: string
  /** Number of the first entry, counted from 0 within the command. What was sent before is not stored again. */
  Sequence: number
  Entries: OutputEntry[]
}
export interface PutHostCommandOutputOutput {
  /** False: the control plane wants no more output of this command. */
  Accepted: boolean
  /** The number of the entry it expects next. */
  NextSequence: number
}

/** Input and output by operation name. */
export interface CommandOperations {
  PollHostCommand: [PollHostCommandInput, PollHostCommandOutput]
  GetDeploymentSpecification: [GetDeploymentSpecificationInput, GetDeploymentSpecificationOutput]
  PutHostCommandAcknowledgement: [PutHostCommandAcknowledgementInput, PutHostCommandAcknowledgementOutput]
  PutHostCommandComplete: [PutHostCommandCompleteInput, Record<string, never>]
  PostHostCommandUpdate: [PostHostCommandUpdateInput, PostHostCommandUpdateOutput]
  PutHostCommandOutput: [PutHostCommandOutputInput, PutHostCommandOutputOutput]
}
