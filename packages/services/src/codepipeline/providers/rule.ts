import type { RuleDeclaration } from '@aws-sdk/client-codepipeline'
import type { Hook } from '../rules/execution/execution-state.ts'
import type { ActionOutcome, ActionRequest, ExternalExecution } from './provider.ts'

/** What a rule's provider is handed: one rule of a condition, once, with everything filled in. */
export interface RuleRequest
  extends Pick<
    ActionRequest,
    | 'account'
    | 'region'
    | 'pipelineName'
    | 'pipelineArn'
    | 'pipelineVersion'
    | 'executionId'
    | 'stage'
    | 'configuration'
    | 'commands'
    | 'inputs'
    | 'role'
    | 'pipelineRoleArn'
    | 'startedAt'
  > {
  /** As defined. */
  rule: RuleDeclaration
  hook: Hook
  ruleExecutionId: string
}

/** As an action's, but that a rule hands nothing on: `succeeded` says that it holds, `failed` that it does not. */
export type RuleOutcome = ActionOutcome

/**
 * Says whether the rules of one provider hold. Each method is performed at least once, as those of
 * {@link import('./provider.ts').Provider}; what a rule waits for is told by `externalEnded` as well.
 *
 * `failed` with the code JobFailed says that the rule does not hold; with any other code, that this could not be told.
 */
export interface RuleProvider {
  start(request: RuleRequest, signal: AbortSignal): Promise<RuleOutcome>
  check?(
    request: RuleRequest,
    waiting: ExternalExecution & { memory?: Record<string, string> },
    signal: AbortSignal,
  ): Promise<RuleOutcome>
  /** The condition was overridden, its execution stopped, or the rule took too long. */
  abandon?(
    request: RuleRequest,
    waiting: ExternalExecution & { memory?: Record<string, string> },
    signal: AbortSignal,
  ): Promise<void>
}

/** By the provider of the rule's type, as in `VariableCheck`. */
export type RuleProviderTable = (provider: string) => RuleProvider | undefined
