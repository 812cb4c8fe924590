import type { ConditionType, OverrideStageConditionInput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onStage } from '../access.ts'
import { conditionNotOverridable } from '../errors.ts'
import { executionRunState } from '../execution-runs.ts'
import { existingPipeline, existingStage } from '../lookup.ts'
import type { Room } from '../room.ts'
import type { ExecutionFact } from '../rules/execution/execution-state.ts'
import { checkOverride } from '../rules/execution/requests.ts'
import { executionRunId } from '../runs/run-ids.ts'

const HOOKS = { BEFORE_ENTRY: 'beforeEntry', ON_SUCCESS: 'onSuccess' } as const satisfies Record<ConditionType, string>

/** Only while the condition is looked at; the model has no error for an execution that is unknown. */
export const overrideStageCondition = operation<OverrideStageConditionInput, object, Room>('OverrideStageCondition', {
  kind: 'write',
  access: ({ pipelineName, stageName }, ctx) => [
    onStage('OverrideStageCondition', ctx, { pipeline: pipelineName, stage: stageName }),
  ],
  async run({ pipelineName, stageName, pipelineExecutionId: id = '', conditionType = 'BEFORE_ENTRY' }, ctx) {
    const pipeline = await existingPipeline(ctx, pipelineName)
    const { name: stage } = existingStage(pipeline, stageName)
    const hook = HOOKS[conditionType]
    const execution = await ctx.executions.find(id)
    const run = execution?.pipelineId === pipeline.id ? await executionRunState(ctx, id) : undefined
    if (!run) throw conditionNotOverridable(`The pipeline '${pipeline.name}' has no execution ${id} in progress`)
    checkOverride(run, { stage, hook })
    const fact: ExecutionFact = { type: 'condition-overridden', stage, hook }
    await ctx.engine.deliver(ctx.db, executionRunId(id), [fact])
    return {}
  },
})
