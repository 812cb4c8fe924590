import { GetJobDetailsCommand, PollForJobsCommand, PutWebhookCommand } from '@aws-sdk/client-codepipeline'
import { systemClock } from '@towpath/base'
import { expect, test } from 'vitest'
import { codepipelineChores } from './chores.ts'
import { codepipelineServer } from './testing/codepipeline-server.ts'
import { createType, JENKINS, jenkinsRequest, jobsOf } from './testing/custom-actions.ts'
import { historyOf } from './testing/history.ts'

const { signal } = new AbortController()
const DAY = 86_400_000

test('jobs are forgotten a week after their end, and open ones never', async () => {
  await using server = await codepipelineServer()
  await createType(server)
  const jobs = jobsOf(server)
  const over = jenkinsRequest()
  await jobs.start(over, signal)
  const polled = await server.pipelines.send(new PollForJobsCommand({ actionTypeId: JENKINS, queryParam: QUERY }))
  await jobs.abandon(over, {}, signal)
  await jobs.start(jenkinsRequest({ actionExecutionId: '33333333-3333-4333-8333-333333333333' }), signal)
  const details = () => server.pipelines.send(new GetJobDetailsCommand({ jobId: polled.jobs?.[0]?.id }))

  await runChore(server, 'codepipeline.jobs', 6)
  await details()
  await runChore(server, 'codepipeline.jobs', 8)

  await expect(details()).rejects.toMatchObject({ name: 'JobNotFoundException' })
  const open = await server.pipelines.send(new PollForJobsCommand({ actionTypeId: JENKINS, queryParam: QUERY }))
  expect(open.jobs).toHaveLength(1)
})

test('deliveries to webhooks are known for a year', async () => {
  await using server = await codepipelineServer()
  const history = await historyOf(server)
  const filters = [{ jsonPath: '$.ref' }]
  const target = { targetPipeline: 'web', targetAction: 'Source', filters }
  const open = { authentication: 'UNAUTHENTICATED', authenticationConfiguration: {} } as const
  await server.pipelines.send(new PutWebhookCommand({ webhook: { name: 'hook', ...target, ...open } }))
  const taken: boolean[] = []
  const take = () =>
    history.write(async ({ webhooks }) => {
      const found = await webhooks.find('hook')
      taken.push(await webhooks.takeDelivery(found?.id ?? '', ['id/1'], systemClock.now()))
    })

  await take()
  await runChore(server, 'codepipeline.webhook-deliveries', 364)
  await take()
  await runChore(server, 'codepipeline.webhook-deliveries', 366)
  await take()

  expect(taken).toEqual([true, false, true])
})

const QUERY = { Project: 'web' }

async function runChore(server: Awaited<ReturnType<typeof codepipelineServer>>, name: string, days: number) {
  const chore = codepipelineChores({ ...server, historyKept: undefined }).find((each) => each.name === name)
  if (!chore) throw new Error(`There is no chore ${name}`)
  expect(await chore.lot(systemClock.now() + days * DAY)).toBe(false)
}
