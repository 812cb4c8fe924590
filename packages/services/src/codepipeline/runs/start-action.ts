import type { Database } from '@towpath/storage'
import { newActionWork } from '../rules/execution/action-lifecycle.ts'
import { artifactBucket, artifactLocations } from '../rules/execution/artifact-locations.ts'
import type { ActionError, ExecutionCommand, ExecutionFact } from '../rules/execution/execution-state.ts'
import type { Action } from '../rules/pipeline.ts'
import { ActionExecutions } from '../state/action-executions.ts'
import { Executions } from '../state/executions.ts'
import { Pipelines } from '../state/pipelines.ts'
import type { ActionRunState } from './action-run.ts'
import type { ExecutionRunState } from './execution-run.ts'
import type { ProjectExecutionDeps } from './project-execution.ts'
import { ACTION_RUN, actionRunId, executionRunId } from './run-ids.ts'
import { tell } from './tell.ts'
import { takeFrom } from './work-texts.ts'

/**
 * Begins one attempt at an action, with all that it takes from the actions before it as it is at this moment. What can be
 * seen to be impossible fails at once, and is shown as an action that has failed.
 */
export async function startAction(
  deps: ProjectExecutionDeps,
  db: Database,
  { plan, pipelineId, stages, at }: ExecutionRunState,
  { stage, action: name, actionExecutionId: id }: ExecutionCommand & { type: 'start-action' },
): Promise<void> {
  const { account, region, pipelineName, version, executionId } = plan
  const execution = await new Executions(db, plan).find(executionId)
  const pipeline = await new Pipelines(db, plan, deps.sealing).findVersion(pipelineName, version)
  const action = pipeline?.definition.stages
    .find((each) => each.name === stage)
    ?.actions.find((each) => each.name === name)
  if (!execution || !pipeline || !action) {
    // Deleting a pipeline calls its executions off, so that this is not seen; should it be, nothing hangs.
    const error = { code: 'ConfigurationError', message: `The pipeline '${pipelineName}' was deleted` }
    const fact: ExecutionFact = { type: 'action-ended', actionExecutionId: id, error }
    return tell(deps.engine, db, executionRunId(executionId), [fact])
  }

  const now = deps.clock.now()
  const taken = await takeFrom(db, execution, action)
  const bucket = artifactBucket(pipeline.definition, action.region ?? region)
  const outputs = artifactLocations(pipelineName, action, bucket ?? '', deps.ids)
  const failure = taken.failure ?? (bucket === undefined ? noStore(action, region) : undefined)
  const place = { account, region, pipelineId, executionId, version, stage }
  const { category, owner } = action.actionTypeId
  await new ActionExecutions(db, plan).create({
    ...place,
    id,
    action: name,
    attempt: stages[at]?.actions.find((each) => each.name === name)?.attempt ?? 1,
    status: 'InProgress',
    startedAt: now,
    updatedAt: now,
    // A custom approval is answered by its worker.
    token: category === 'Approval' && owner === 'AWS' ? deps.ids.uuid() : undefined,
    input: {
      actionTypeId: action.actionTypeId,
      configuration: action.configuration,
      resolvedConfiguration: taken.texts?.configuration,
      roleArn: action.roleArn,
      region: action.region ?? region,
      namespace: action.namespace,
      inputArtifacts: taken.inputs.map((input) => ({ name: input.name, bucket: input.bucket, key: input.key })),
    },
    output: { outputArtifacts: outputs },
  })
  const state: ActionRunState = {
    ...place,
    pipelineName,
    action: name,
    actionExecutionId: id,
    namespace: action.namespace,
    startedAt: now,
    texts: taken.texts ?? { configuration: {}, commands: [], environmentVariables: [] },
    inputs: taken.inputs,
    outputs,
    sourceRevisions: execution.sourceRevisions
      .filter(({ actionName }) => actionName === name)
      .map(({ revisionType, revisionValue }) => ({ revisionType, revisionValue })),
    work: newActionWork(failure),
  }
  await deps.engine.start(db, ACTION_RUN, actionRunId(id), state)
}

const noStore = ({ name, region }: Action, own: string): ActionError => ({
  code: 'ConfigurationError',
  message: `The pipeline has no artifact store for the region ${region ?? own} of the action '${name}'`,
})
