import type { Logger, SealingKey } from '@towpath/base'
import type { Store } from '@towpath/storage'
import type { ActionRoles } from '../ports/action-roles.ts'
import type { ActionRequest, ProviderTable } from '../providers/provider.ts'
import { pipelineArn } from '../rules/arns.ts'
import type { ActionCommand, ActionFact } from '../rules/execution/action-lifecycle.ts'
import { withSecrets } from '../rules/secrets.ts'
import { sessionName } from '../rules/session-name.ts'
import { Pipelines } from '../state/pipelines.ts'
import type { ActionRunState } from './action-run.ts'
import { type Asked, askProvider } from './ask-provider.ts'
import { failed, roleRefused } from './provider-answers.ts'

export interface PerformActionDeps {
  store: Store
  sealing: SealingKey
  log: Logger
  roles: ActionRoles
  providers: ProviderTable
}

/** Asks the provider of an action to begin it, to look at it or to abandon it. */
export async function performAction(
  deps: PerformActionDeps,
  state: ActionRunState,
  command: ActionCommand,
  signal: AbortSignal,
): Promise<ActionFact[]> {
  return askProvider(await askedOf(deps, state), state.work, command, signal)
}

/** The provider of an action and what it is handed, or why it cannot be asked. */
async function askedOf(
  { store, sealing, roles, providers }: PerformActionDeps,
  state: ActionRunState,
): Promise<Asked<ActionRequest>> {
  const { account, pipelineName, version, stage } = state
  const pipelines = new Pipelines(store.db, state, sealing)
  const pipeline = await pipelines.findVersion(pipelineName, version)
  const action = pipeline?.definition.stages
    .find(({ name }) => name === stage)
    ?.actions.find(({ name }) => name === state.action)
  if (!pipeline || pipeline.id !== state.pipelineId || !action) {
    return failed('ConfigurationError', `The pipeline '${pipelineName}' was deleted`)
  }
  const { category = '', owner = '', provider: name = '' } = action.actionTypeId
  const provider = providers({ category, owner, provider: name })
  if (!provider) {
    return failed(
      'ConfigurationError',
      `Actions of the provider ${name} (${owner}, ${category}) are not carried out here`,
    )
  }
  const region = action.region ?? state.region
  const pipelineRoleArn = pipeline.definition.roleArn
  const role = await roles.assume({
    pipelineRoleArn,
    actionRoleArn: action.roleArn,
    account,
    region,
    pipelineArn: pipelineArn(state, pipelineName),
    sessionName: sessionName(pipelineName),
  })
  if ('refused' in role) return { type: 'failed', error: roleRefused(role, pipelineRoleArn) }
  const { configuration, commands, environmentVariables } = state.texts
  const request: ActionRequest = {
    account,
    region,
    pipelineName,
    pipelineArn: pipelineArn(state, pipelineName),
    pipelineVersion: version,
    executionId: state.executionId,
    stage,
    action,
    actionExecutionId: state.actionExecutionId,
    configuration: withSecrets(stage, { ...action, configuration }, await pipelines.secrets(pipeline)),
    environmentVariables,
    commands,
    inputs: state.inputs,
    outputs: state.outputs,
    role,
    pipelineRoleArn,
    sourceRevisions: state.sourceRevisions,
    startedAt: state.startedAt,
  }
  return { provider, request }
}
