import { GetPipelineStateCommand, ListActionExecutionsCommand } from '@aws-sdk/client-codepipeline'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { codepipelineChores } from './chores.ts'
import { type CodepipelineServer, codepipelineServer } from './testing/codepipeline-server.ts'
import { buildAction, pipeline, sourceAction } from './testing/definitions.ts'
import { runningPipeline } from './testing/running-pipeline.ts'

const DAY = 86_400_000

const runs = async ({ store }: CodepipelineServer) => {
  const { rows } = await sql<{ kind: string }>`select kind from engine_runs order by kind`.execute(store.db)
  return rows.map(({ kind }) => kind.replace('codepipeline.', ''))
}

async function chore(server: CodepipelineServer, name: string, inDays: number, historyKept?: number): Promise<void> {
  const { store, engine } = server
  const found = codepipelineChores({ store, engine, historyKept }).find((each) => each.name === name)
  for (let lots = 0; lots < 20 && (await found?.lot(Date.now() + inDays * DAY)); lots++);
}

const twoStages = pipeline({
  stages: [
    { name: 'Source', actions: [sourceAction()] },
    { name: 'Build', actions: [buildAction()] },
  ],
})

test('the runs of executions that are over are forgotten after a week, and their history stays', async () => {
  await using server = await codepipelineServer({ running: true })
  const web = await runningPipeline(server, twoStages)
  expect(await web.ended(1)).toEqual(['Succeeded'])
  const all = ['action', 'action', 'admission', 'execution']
  expect(await runs(server)).toEqual(all)

  await chore(server, 'codepipeline.runs', 6)
  expect(await runs(server)).toEqual(all)
  await chore(server, 'codepipeline.runs', 8)

  expect(await runs(server)).toEqual(['admission'])
  expect(await web.executions()).toHaveLength(1)
  await web.start()
  expect(await web.ended(2)).toEqual(['Succeeded', 'Succeeded'])
})

test('old executions are forgotten but for those that pipelines show, and pipelines go on', async () => {
  await using server = await codepipelineServer({ running: true })
  server.provider.fails('Build')
  const web = await runningPipeline(server, twoStages)
  expect(await web.ended(1)).toEqual(['Failed'])
  // What has failed could be retried, so it is not over.
  await chore(server, 'codepipeline.runs', 400)
  expect(await runs(server)).toContain('execution')
  server.provider.on('Source', () => ({ type: 'failed', error: { code: 'JobFailed', message: 'no' } }))
  await web.start()
  expect(await web.ended(2)).toEqual(['Failed', 'Failed'])
  server.provider.succeeds('Source')
  server.provider.succeeds('Build')
  await web.start()
  await web.start()
  await web.ended(4)

  await chore(server, 'codepipeline.executions', 400, 365 * DAY)

  const left = (await web.executions()).map(({ status }) => status)
  expect(left).toEqual(['Succeeded'])
  const { stageStates } = await server.pipelines.send(new GetPipelineStateCommand({ name: 'web' }))
  expect(stageStates?.map(({ latestExecution }) => latestExecution?.status)).toEqual(['Succeeded', 'Succeeded'])
  const { actionExecutionDetails } = await server.pipelines.send(
    new ListActionExecutionsCommand({ pipelineName: 'web' }),
  )
  expect(actionExecutionDetails).toHaveLength(2)
  await chore(server, 'codepipeline.runs', 400)
  await web.reaches(await web.start(), 'Succeeded')
})
