import { GetPipelineStateCommand, type StageDeclaration } from '@aws-sdk/client-codepipeline'
import { expect, test } from 'vitest'
import { codepipelineServer } from '../testing/codepipeline-server.ts'
import { createType, jenkinsAction } from '../testing/custom-actions.ts'
import { approvalAction, buildAction, sourceAction } from '../testing/definitions.ts'
import { historyOf, uuid } from '../testing/history.ts'

const SOURCE: StageDeclaration = { name: 'Source', actions: [sourceAction()] }

async function withStages(...stages: StageDeclaration[]) {
  const server = await codepipelineServer()
  await createType(server)
  const history = await historyOf(server, { stages: [SOURCE, ...stages] })
  return {
    history,
    /** State of the stage at that index. */
    async stage(index: number) {
      const { stageStates } = await server.pipelines.send(new GetPipelineStateCommand({ name: 'web' }))
      return stageStates?.[index]
    },
    state: () => server.pipelines.send(new GetPipelineStateCommand({ name: 'web' })),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

test('a pipeline that never ran has open ways and actions without executions', async () => {
  await using web = await withStages({ name: 'Build', actions: [buildAction()] })

  const { $metadata, created, updated, ...state } = await web.state()

  expect(created).toEqual(updated)
  expect(state).toEqual({
    pipelineName: 'web',
    pipelineVersion: 1,
    stageStates: [
      {
        stageName: 'Source',
        inboundExecutions: [],
        inboundTransitionState: { enabled: true },
        actionStates: [{ actionName: 'Source' }],
      },
      {
        stageName: 'Build',
        inboundExecutions: [],
        inboundTransitionState: { enabled: true },
        actionStates: [{ actionName: 'Build' }],
      },
    ],
  })
})

test('a stage shows who is in it, who waits in front of it, and who closed the way', async () => {
  await using web = await withStages({ name: 'Build', actions: [buildAction()] })
  await web.history.execution({ number: 1, rollbackOf: uuid(9) })
  await web.history.execution({ number: 2, inboundStage: 'Build' })
  await web.history.execution({ number: 3, inboundStage: 'Build' })
  const { id: pipelineId } = web.history.pipeline
  await web.history.write(async (state) => {
    const entered = { executionId: uuid(1), pipelineId, stage: 'Build', status: 'InProgress' as const, enteredAt: 1 }
    await state.stageExecutions.enter({ ...entered, retries: { automatic: 1, manual: 0 } })
    const closed = { stage: 'Build', reason: 'freeze', changedBy: 'arn:somebody', changedAt: 7000 }
    await state.transitions.disable(pipelineId, closed)
  })

  const waiting = (n: number) => ({ pipelineExecutionId: uuid(n), status: 'InProgress', type: 'STANDARD' })
  expect(await web.stage(1)).toMatchObject({
    latestExecution: { pipelineExecutionId: uuid(1), status: 'InProgress', type: 'ROLLBACK' },
    inboundExecution: waiting(2),
    inboundExecutions: [waiting(2), waiting(3)],
    inboundTransitionState: {
      enabled: false,
      disabledReason: 'freeze',
      lastChangedBy: 'arn:somebody',
      lastChangedAt: new Date(7000),
    },
    retryStageMetadata: {
      autoStageRetryAttempt: 1,
      manualStageRetryAttempt: 0,
      latestRetryTrigger: 'AutomatedStageRetry',
    },
  })
})

test('an approval shows its token while it can be answered, and who answered it afterwards', async () => {
  await using web = await withStages({ name: 'Gate', actions: [approvalAction()] })
  const approval = { id: uuid(11), stage: 'Gate', action: 'Approve', token: uuid(99) }
  await web.history.action(approval)

  const before = await web.stage(1)
  await web.history.write((state) =>
    state.actionExecutions.recordProgress(uuid(11), {
      status: 'Succeeded',
      updatedBy: 'arn:approver',
      summary: 'looks fine',
      updatedAt: 9000,
    }),
  )
  const after = await web.stage(1)

  expect(before?.actionStates?.[0]?.latestExecution).toMatchObject({ status: 'InProgress', token: uuid(99) })
  expect(after?.actionStates?.[0]?.latestExecution).toEqual({
    actionExecutionId: uuid(11),
    status: 'Succeeded',
    summary: 'looks fine',
    lastUpdatedBy: 'arn:approver',
    lastStatusChange: new Date(9000),
  })
})

test('a source action shows its revision, and a failed one its error and where to look', async () => {
  await using web = await withStages({ name: 'Build', actions: [buildAction()] })
  const revision = { id: 'c0ffee', changeId: '2026-01-01', createdAt: 4000, url: 'https://git.example/c0ffee' }
  await web.history.action({
    id: uuid(11),
    stage: 'Source',
    action: 'Source',
    status: 'Succeeded',
    output: { outputArtifacts: [], revision },
  })
  await web.history.action({
    id: uuid(12),
    status: 'Failed',
    externalExecutionId: 'web:1',
    externalExecutionUrl: 'https://console.example/web:1',
    percentComplete: 40,
    error: { code: 'JobFailed', message: 'exit status 1' },
  })

  const [source, build] = (await web.state()).stageStates?.map(({ actionStates }) => actionStates?.[0]) ?? []

  expect(source).toMatchObject({
    currentRevision: { revisionId: 'c0ffee', revisionChangeId: '2026-01-01', created: new Date(4000) },
    revisionUrl: 'https://git.example/c0ffee',
  })
  expect(build?.latestExecution).toMatchObject({
    actionExecutionId: uuid(12),
    status: 'Failed',
    externalExecutionId: 'web:1',
    externalExecutionUrl: 'https://console.example/web:1',
    percentComplete: 40,
    errorDetails: { code: 'JobFailed', message: 'exit status 1' },
  })
})

test('a custom action leads to what its type says, with values that cannot lead elsewhere', async () => {
  await using web = await withStages({ name: 'Build', actions: [jenkinsAction({ Project: 'web' })] })

  const stage = await web.stage(1)

  expect(stage?.actionStates?.[0]?.entityUrl).toBe('https://build.example/web')
})

test('a condition shows its last check and the rules in it, and a stage without one shows none', async () => {
  const rule = (name: string) => ({
    name,
    ruleTypeId: { category: 'Rule', owner: 'AWS', provider: 'VariableCheck', version: '1' } as const,
    configuration: { Variable: 'a', Operator: 'EQ', Value: 'a' },
  })
  await using web = await withStages({
    name: 'Build',
    actions: [buildAction()],
    beforeEntry: { conditions: [{ result: 'FAIL', rules: [rule('Weekday'), rule('Weather')] }] },
  })
  const { id: pipelineId } = web.history.pipeline
  const check = { executionId: uuid(1), pipelineId, stage: 'Build', hook: 'beforeEntry' as const, startedAt: 1 }
  await web.history.write(async (state) => {
    await state.conditionChecks.create({ ...check, number: 1, status: 'Succeeded', updatedAt: 1 })
    await state.conditionChecks.create({ ...check, number: 2, status: 'Failed', summary: 'no', updatedAt: 8000 })
  })
  await web.history.rule({ id: uuid(21), check: 1, status: 'Succeeded' })
  await web.history.rule({ id: uuid(22), check: 2, status: 'Failed', error: { code: 'JobFailed', message: 'Sunday' } })

  const stage = await web.stage(1)

  expect(stage?.beforeEntryConditionState).toEqual({
    latestExecution: { status: 'Failed', summary: 'no' },
    conditionStates: [
      {
        latestExecution: { status: 'Failed', summary: 'no', lastStatusChange: new Date(8000) },
        ruleStates: [
          {
            ruleName: 'Weekday',
            latestExecution: {
              ruleExecutionId: uuid(22),
              status: 'Failed',
              lastStatusChange: new Date(1000),
              errorDetails: { code: 'JobFailed', message: 'Sunday' },
            },
          },
          { ruleName: 'Weather' },
        ],
      },
    ],
  })
  expect(stage?.onSuccessConditionState).toBeUndefined()
  expect((await web.stage(0))?.beforeEntryConditionState).toBeUndefined()
})

test('the state of an unknown pipeline is refused', async () => {
  await using server = await codepipelineServer()

  const answer = server.pipelines.send(new GetPipelineStateCommand({ name: 'nope' }))

  await expect(answer).rejects.toMatchObject({ name: 'PipelineNotFoundException' })
})
