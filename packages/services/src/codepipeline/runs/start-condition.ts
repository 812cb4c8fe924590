import type { Database } from '@towpath/storage'
import { newActionWork } from '../rules/execution/action-lifecycle.ts'
import { ruleTimeout } from '../rules/execution/condition-lifecycle.ts'
import type { ExecutionCommand, ExecutionFact } from '../rules/execution/execution-state.ts'
import { ConditionChecks } from '../state/condition-checks.ts'
import { Executions } from '../state/executions.ts'
import { Pipelines } from '../state/pipelines.ts'
import { RuleExecutions } from '../state/rule-executions.ts'
import type { ConditionRunState, RuleRunState } from './condition-run.ts'
import type { ExecutionRunState } from './execution-run.ts'
import type { ProjectExecutionDeps } from './project-execution.ts'
import { CONDITION_RUN, conditionRunId, executionRunId } from './run-ids.ts'
import { tell } from './tell.ts'
import { takeFrom } from './work-texts.ts'

/** Begins one look at a condition of a stage, with what its rules take as it is at this moment. */
export async function startCondition(
  deps: ProjectExecutionDeps,
  db: Database,
  { plan, pipelineId }: ExecutionRunState,
  { stage, hook, check }: ExecutionCommand & { type: 'check-condition' },
): Promise<void> {
  const { account, region, pipelineName, version, executionId } = plan
  const execution = await new Executions(db, plan).find(executionId)
  const pipeline = await new Pipelines(db, plan, deps.sealing).findVersion(pipelineName, version)
  const declared = pipeline?.definition.stages.find(({ name }) => name === stage)?.[hook]?.conditions?.[0]?.rules
  if (!execution || !declared) {
    // Deleting a pipeline calls its executions off, so that this is not seen; should it be, nothing hangs.
    const fact: ExecutionFact = { type: 'condition-ended', stage, check, passed: false }
    return tell(deps.engine, db, executionRunId(executionId), [fact])
  }

  const now = deps.clock.now()
  const place = { account, region, pipelineId, executionId, version, stage, hook, check, startedAt: now }
  await new ConditionChecks(db).create({ ...place, number: check, status: 'InProgress', updatedAt: now })
  const rules: RuleRunState[] = []
  for (const rule of declared) {
    const { texts, inputs, failure } = await takeFrom(db, execution, rule)
    const id = deps.ids.uuid()
    const { name = '', configuration = {} } = rule
    await new RuleExecutions(db, plan).create({
      ...place,
      id,
      rule: name,
      status: 'InProgress',
      updatedAt: now,
      input: {
        ruleTypeId: rule.ruleTypeId,
        configuration,
        resolvedConfiguration: texts?.configuration,
        roleArn: rule.roleArn,
        region: rule.region ?? region,
        inputArtifacts: inputs.map((input) => ({ name: input.name, bucket: input.bucket, key: input.key })),
      },
    })
    rules.push({
      id,
      name,
      texts: texts ?? { configuration: {}, commands: [], environmentVariables: [] },
      inputs,
      expiresAt: now + ruleTimeout(rule),
      work: newActionWork(failure),
    })
  }
  const state: ConditionRunState = { ...place, pipelineName, rules }
  await deps.engine.start(db, CONDITION_RUN, conditionRunId(executionId, stage, check), state)
}
