import type { RoleCalls } from '../ports/action-roles.ts'
import type { ActionError } from '../rules/execution/execution-state.ts'
import type { Action } from '../rules/pipeline.ts'

/** An artifact in the store of its pipeline: a zip. */
export interface ArtifactObject {
  name: string
  bucket: string
  key: string
}

/** What a provider is handed: one action, once, with everything filled in. */
export interface ActionRequest {
  account: string
  region: string
  pipelineName: string
  pipelineArn: string
  /** Of the definition that this execution runs. */
  pipelineVersion: number
  executionId: string
  stage: string
  /** As defined. */
  action: Action
  actionExecutionId: string
  /** Variables are filled in, secrets are open. */
  configuration: Readonly<Record<string, string>>
  /** Of a Commands or build action, filled in. */
  environmentVariables: ReadonlyArray<{ name: string; value: string; type: 'PLAINTEXT' | 'SECRETS_MANAGER' }>
  /** Of an action or rule that runs some, filled in; otherwise empty. */
  commands: readonly string[]
  inputs: ReadonlyArray<ArtifactObject & { revision?: string }>
  /** Where its outputs have to be put. */
  outputs: readonly ArtifactObject[]
  /** The action's role, or the pipeline's. */
  role: RoleCalls
  /** Of the pipeline, for what has to assume it anew. The action's own is `action.roleArn`. */
  pipelineRoleArn: string
  /**
   * What the caller or the trigger said a source action has to take, instead of what is newest; usually nothing. More than
   * one for S3 alone: a key and a version of it (documented).
   */
  sourceRevisions: ReadonlyArray<{ revisionType: string; revisionValue: string }>
  /** Milliseconds since the epoch. */
  startedAt: number
}

/** What is known of the thing that an action waits for. */
export interface ExternalExecution {
  externalExecutionId?: string
  externalExecutionUrl?: string
  /** For people, one line. */
  summary?: string
  percentComplete?: number
}

export type ActionOutcome =
  | (ExternalExecution & {
      type: 'waiting'
      /** Milliseconds after which `check` is asked at the latest; absent where only an event from outside ends it. */
      checkAfter?: number
      /** What `check` and `abandon` need to know again. */
      memory?: Record<string, string>
    })
  | (ExternalExecution & {
      type: 'succeeded'
      outputVariables?: Record<string, string>
      /** Of a source action. */
      revision?: { id: string; summary?: string; url?: string; createdAt?: number; changeId?: string }
    })
  | (ExternalExecution & { type: 'failed'; error: ActionError })

/**
 * Carries out the actions of one provider. Each method is performed at least once: `start` may be called again with the
 * same `actionExecutionId` after a crash and must not do twice what shows (derive client tokens and names from it).
 * Rejections other than a ServiceError are tried again with back-off.
 */
export interface Provider {
  start(request: ActionRequest, signal: AbortSignal): Promise<ActionOutcome>
  /** Looks again. Asked when the thing waited for is said to have ended, and every so often. */
  check?(
    request: ActionRequest,
    waiting: ExternalExecution & { memory?: Record<string, string> },
    signal: AbortSignal,
  ): Promise<ActionOutcome>
  /** Ends the thing waited for, where stopping with `abandon` or a time limit has to (a build goes on: documented). */
  abandon?(
    request: ActionRequest,
    waiting: ExternalExecution & { memory?: Record<string, string> },
    signal: AbortSignal,
  ): Promise<void>
}

/** By `Category/Owner/Provider`, as in `Source/AWS/CodeCommit`; for custom and third-party action types there is one for all. */
export type ProviderTable = (type: { category: string; owner: string; provider: string }) => Provider | undefined
