import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline'
import { withDefaults } from '../rules/pipeline.ts'
import type { ActionExecution } from '../state/action-executions.ts'
import type { ExecutionRecord } from '../state/executions.ts'
import type { PipelineRecord } from '../state/pipelines.ts'
import type { RuleExecution } from '../state/rule-executions.ts'
import { codepipelineState } from '../state/state.ts'
import type { CodepipelineServer } from './codepipeline-server.ts'
import { pipeline as declaration } from './definitions.ts'

const PLACE = { account: '123456789012', region: 'us-east-1' }

/** A UUID that a test can tell: `uuid(1)` ends in 1. */
export const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/** The pipeline `web` and what its executions leave behind, written straight into the tables: nothing of it runs. */
export async function historyOf(server: CodepipelineServer, change: Partial<PipelineDeclaration> = {}) {
  const stateIn = (db: CodepipelineServer['store']['db']) => codepipelineState(db, PLACE, server.deps.sealing)
  const write = (work: (state: ReturnType<typeof stateIn>) => Promise<unknown>) =>
    server.store.transaction((db) => work(stateIn(db)))
  const definition = withDefaults(declaration(change))
  const pipeline = { id: uuid(0), name: 'web', version: 1, definition, createdAt: 1000, updatedAt: 1000 }
  await write(async (state) => void (await state.pipelines.create(pipeline, {})))
  return {
    pipeline,
    write,
    execution: (change: Partial<ExecutionRecord> & { number: number }) =>
      write((state) => state.executions.create(execution(pipeline, change))),
    action: (change: Partial<ActionExecution> & { id: string }) =>
      write((state) => state.actionExecutions.create(action(pipeline, change))),
    rule: (change: Partial<RuleExecution> & { id: string }) =>
      write((state) => state.ruleExecutions.create(rule(pipeline, change))),
  }
}

const execution = (
  { id: pipelineId, name, version }: PipelineRecord,
  change: Partial<ExecutionRecord> & { number: number },
): ExecutionRecord => ({
  ...PLACE,
  id: uuid(change.number),
  pipelineId,
  pipelineName: name,
  version,
  status: 'InProgress',
  mode: 'SUPERSEDED',
  trigger: { type: 'StartPipelineExecution', detail: 'arn:aws:iam::123456789012:root' },
  variables: {},
  sourceRevisions: [],
  startedAt: change.number * 1000,
  updatedAt: change.number * 1000,
  ...change,
})

const action = (
  { id: pipelineId, version }: PipelineRecord,
  change: Partial<ActionExecution> & { id: string },
): ActionExecution => ({
  ...PLACE,
  pipelineId,
  version,
  executionId: uuid(1),
  stage: 'Build',
  action: 'Build',
  attempt: 1,
  status: 'InProgress',
  startedAt: 1000,
  updatedAt: 1000,
  input: {
    actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
    configuration: { ProjectName: 'web' },
    inputArtifacts: [],
  },
  output: { outputArtifacts: [] },
  ...change,
})

const rule = (
  { id: pipelineId, version }: PipelineRecord,
  change: Partial<RuleExecution> & { id: string },
): RuleExecution => ({
  ...PLACE,
  pipelineId,
  version,
  executionId: uuid(1),
  stage: 'Build',
  hook: 'beforeEntry',
  check: 1,
  rule: 'Weekday',
  status: 'InProgress',
  startedAt: 1000,
  updatedAt: 1000,
  input: { configuration: {}, inputArtifacts: [] },
  ...change,
})
