import {
  OverrideStageConditionCommand,
  type PipelineDeclaration,
  RollbackStageCommand,
  type RuleDeclaration,
} from '@aws-sdk/client-codepipeline'
import { describe, expect, test } from 'vitest'
import type { RuleOutcome, RuleProvider } from '../providers/rule.ts'
import { type CodepipelineServer, codepipelineServer } from '../testing/codepipeline-server.ts'
import { buildAction, deployAction, pipeline, sourceAction } from '../testing/definitions.ts'
import { type RunningPipeline, runningPipeline } from '../testing/running-pipeline.ts'

const rule = (name: string, provider = 'VariableCheck'): RuleDeclaration => ({
  name,
  ruleTypeId: { category: 'Rule', owner: 'AWS', provider, version: '1' },
  configuration: { Variable: '#{codepipeline.PipelineExecutionId}', Operator: 'EQ', Value: name },
})

type Stage = NonNullable<PipelineDeclaration['stages']>[number]

const withDeploy = (deploy: Partial<Stage>) =>
  pipeline({
    stages: [
      { name: 'Source', actions: [sourceAction()] },
      { name: 'Build', actions: [buildAction()] },
      { name: 'Deploy', actions: [deployAction()], ...deploy },
    ],
  })

/** A rule's provider that answers by the name of the rule. */
function answering(answers: Record<string, RuleOutcome>): { rules: { VariableCheck: RuleProvider }; seen: string[] } {
  const seen: string[] = []
  return {
    seen,
    rules: {
      VariableCheck: {
        async start({ rule: { name = '' }, configuration, executionId }) {
          seen.push(`${name} ${configuration.Variable === executionId}`)
          return answers[name] ?? { type: 'succeeded' }
        },
      },
    },
  }
}

const no: RuleOutcome = { type: 'failed', error: { code: 'JobFailed', message: 'It is not so' } }
const waits: RuleOutcome = { type: 'waiting' }

const deployed = (server: CodepipelineServer) => server.provider.count('start Deploy')

describe('before entry', () => {
  test('the stage is entered when all rules hold, which get their variables filled in', async () => {
    const { rules, seen } = answering({})
    await using server = await codepipelineServer({ running: true, rules })
    const conditions = [{ result: 'FAIL' as const, rules: [rule('one'), rule('two')] }]
    const web = await runningPipeline(server, withDeploy({ beforeEntry: { conditions } }))

    expect(await web.ended(1)).toEqual(['Succeeded'])
    expect(seen.sort()).toEqual(['one true', 'two true'])
    expect((await web.stage('Deploy')).beforeEntryConditionState?.latestExecution?.status).toBe('Succeeded')
  })

  test('a rule that does not hold fails the stage before any action of it', async () => {
    await using server = await codepipelineServer({ running: true, rules: answering({ two: no }).rules })
    const conditions = [{ result: 'FAIL' as const, rules: [rule('one'), rule('two')] }]
    const web = await runningPipeline(server, withDeploy({ beforeEntry: { conditions } }))

    expect(await web.ended(1)).toEqual(['Failed'])
    expect(deployed(server)).toBe(0)
    const { beforeEntryConditionState: state, latestExecution } = await web.stage('Deploy')
    expect(latestExecution?.status).toBe('Failed')
    expect(state?.latestExecution).toMatchObject({ status: 'Failed', summary: 'It is not so' })
  })

  test('a rule that cannot be looked at makes the condition errored', async () => {
    await using server = await codepipelineServer({ running: true })
    const conditions = [{ result: 'FAIL' as const, rules: [rule('one')] }]
    const web = await runningPipeline(server, withDeploy({ beforeEntry: { conditions } }))

    expect(await web.ended(1)).toEqual(['Failed'])
    expect((await web.stage('Deploy')).beforeEntryConditionState?.latestExecution?.status).toBe('Errored')
  })

  test('SKIP passes over the stage', async () => {
    await using server = await codepipelineServer({ running: true, rules: answering({ one: no }).rules })
    const conditions = [{ result: 'SKIP' as const, rules: [rule('one')] }]
    const web = await runningPipeline(server, withDeploy({ beforeEntry: { conditions } }))

    expect(await web.ended(1)).toEqual(['Succeeded'])
    expect(deployed(server)).toBe(0)
    expect((await web.stage('Deploy')).latestExecution?.status).toBe('Skipped')
  })

  test('a condition that is overridden lets the execution go on', async () => {
    await using server = await codepipelineServer({ running: true, rules: answering({ one: waits }).rules })
    const conditions = [{ result: 'FAIL' as const, rules: [rule('one')] }]
    const web = await runningPipeline(server, withDeploy({ beforeEntry: { conditions } }))
    const { inboundExecution } = await web.stageIs(
      'Deploy',
      ({ beforeEntryConditionState: state }) => state?.latestExecution?.status === 'InProgress',
    )
    const override = (conditionType: 'BEFORE_ENTRY' | 'ON_SUCCESS') =>
      server.pipelines.send(
        new OverrideStageConditionCommand({
          pipelineName: 'web',
          stageName: 'Deploy',
          pipelineExecutionId: inboundExecution?.pipelineExecutionId,
          conditionType,
        }),
      )
    await expect(override('ON_SUCCESS')).rejects.toMatchObject({ name: 'ConditionNotOverridableException' })

    await override('BEFORE_ENTRY')

    expect(await web.ended(1)).toEqual(['Succeeded'])
    expect((await web.stage('Deploy')).beforeEntryConditionState?.latestExecution?.status).toBe('Overridden')
    await expect(override('BEFORE_ENTRY')).rejects.toMatchObject({ name: 'ConditionNotOverridableException' })
  })
})

describe('rollback', () => {
  const last = async (web: RunningPipeline) => (await web.executions()).at(-1)
  const roll = (server: CodepipelineServer, target: string, stageName = 'Deploy') =>
    server.pipelines.send(
      new RollbackStageCommand({ pipelineName: 'web', stageName, targetPipelineExecutionId: target }),
    )
  /** Each execution builds another artifact. */
  const twoDeployed = async (server: CodepipelineServer, deploy: Partial<Stage> = {}) => {
    const web = await runningPipeline(server, withDeploy(deploy))
    await web.ended(1)
    const [first] = await web.executions()
    const input = server.provider.last('Deploy').inputs[0]?.key
    const second = await web.start()
    await web.ended(2)
    return { web, target: first?.pipelineExecutionId ?? '', input, second }
  }

  test('runs one stage again with the artifacts of an earlier execution', async () => {
    await using server = await codepipelineServer({ running: true })
    const { web, target, input } = await twoDeployed(server)
    expect(server.provider.last('Deploy').inputs[0]?.key).not.toBe(input)

    const { pipelineExecutionId: id = '' } = await roll(server, target)

    const rollback = await web.reaches(id, 'Succeeded')
    expect(rollback).toMatchObject({
      executionType: 'ROLLBACK',
      rollbackMetadata: { rollbackTargetPipelineExecutionId: target },
      trigger: { triggerType: 'ManualRollback' },
    })
    expect(server.provider.last('Deploy')).toMatchObject({ executionId: id, inputs: [{ key: input }] })
    expect(server.provider.count('start Build')).toBe(2)
  })

  test('needs an execution that has succeeded in the stage, and is no rollback', async () => {
    await using server = await codepipelineServer({ running: true })
    const { web, target } = await twoDeployed(server)
    const { pipelineExecutionId: rollback = '' } = await roll(server, target)
    await web.reaches(rollback, 'Succeeded')
    server.provider.fails('Deploy')
    const failed = await web.start()
    await web.reaches(failed, 'Failed')

    await expect(roll(server, rollback)).rejects.toMatchObject({ name: 'UnableToRollbackStageException' })
    await expect(roll(server, failed)).rejects.toMatchObject({ name: 'UnableToRollbackStageException' })
    await expect(roll(server, target, 'Source')).rejects.toMatchObject({ name: 'UnableToRollbackStageException' })
    await expect(roll(server, '00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({
      name: 'PipelineExecutionNotFoundException',
    })
  })

  test('happens by itself when a stage fails that says so, to the newest that has succeeded', async () => {
    await using server = await codepipelineServer({ running: true })
    const { web, second } = await twoDeployed(server, { onFailure: { result: 'ROLLBACK' } })
    server.provider.on('Deploy', (_, attempt) =>
      attempt === 3 ? { type: 'failed', error: { code: 'JobFailed', message: 'no' } } : { type: 'succeeded' },
    )

    const failed = await web.start()

    expect(await web.ended(4)).toEqual(['Succeeded', 'Succeeded', 'Failed', 'Succeeded'])
    expect(await last(web)).toMatchObject({
      trigger: { triggerType: 'AutomatedRollback', triggerDetail: failed },
      rollbackMetadata: { rollbackTargetPipelineExecutionId: second },
    })
  })

  test('does not happen when nothing has ever succeeded in the stage', async () => {
    await using server = await codepipelineServer({ running: true })
    server.provider.fails('Deploy')
    const web = await runningPipeline(server, withDeploy({ onFailure: { result: 'ROLLBACK' } }))

    expect(await web.ended(1)).toEqual(['Failed'])
  })

  test('follows a condition on success that does not hold', async () => {
    const answers: Record<string, RuleOutcome> = {}
    await using server = await codepipelineServer({ running: true, rules: answering(answers).rules })
    const conditions = [{ result: 'ROLLBACK' as const, rules: [rule('healthy')] }]
    const { web, second } = await twoDeployed(server, { onSuccess: { conditions } })
    answers.healthy = no

    await web.start()

    expect(await web.ended(4)).toEqual(['Succeeded', 'Succeeded', 'Failed', 'Succeeded'])
    expect((await last(web))?.rollbackMetadata?.rollbackTargetPipelineExecutionId).toBe(second)
  })
})

test('a stage that retries by itself does so once', async () => {
  await using server = await codepipelineServer({ running: true })
  server.provider.fails('Deploy')
  const retryConfiguration = { retryMode: 'FAILED_ACTIONS' as const }
  const web = await runningPipeline(server, withDeploy({ onFailure: { result: 'RETRY', retryConfiguration } }))

  expect(await web.ended(1)).toEqual(['Failed'])
  expect(deployed(server)).toBe(2)
  expect((await web.stage('Deploy')).retryStageMetadata).toMatchObject({ autoStageRetryAttempt: 1 })
})
