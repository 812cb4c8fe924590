import { StartBuildBatchCommand, StopBuildBatchCommand } from '@aws-sdk/client-codebuild'
import { expect, test, vi } from 'vitest'
import { Batches } from '../state/batches.ts'
import { batchChores } from './chores.ts'
import { BATCH_RUN, batchRunId } from './run-ids.ts'
import { batchServer } from './testing.ts'

const DAY = 86_400_000
const PLACE = { account: '123456789012', region: 'us-east-1' }

test('runs of batches are forgotten a week after their end, batches when their time is over, those that run never', async () => {
  await using server = await batchServer()
  await server.project('version: 0.2\nbatch: {build-list: [{identifier: a}]}')
  const start = async () =>
    (await server.build.send(new StartBuildBatchCommand({ projectName: 'web' }))).buildBatch?.id ?? ''
  const [over, running] = [await start(), await start()]
  await server.build.send(new StopBuildBatchCommand({ id: over }))
  await server.until(over, ({ complete }) => complete === true)
  const ended = { kind: BATCH_RUN, before: Date.now() + DAY, limit: 5 }
  await vi.waitFor(async () => expect(await server.engine.finished(server.store.db, ended)).toHaveLength(1), 20_000)
  const chores = batchChores({ ...server, historyKept: 30 * DAY })
  const afterDays = async (days: number) => {
    for (const chore of chores) await chore.lot(Date.now() + days * DAY)
    const batches = new Batches(server.store.db, PLACE)
    const ids = [over, running]
    return {
      runs: await Promise.all(
        ids.map(async (id) => !!(await server.engine.read(server.store.db, batchRunId(PLACE, id, 0)))),
      ),
      batches: await Promise.all(ids.map(async (id) => !!(await batches.find(id)))),
    }
  }

  expect(await afterDays(6)).toEqual({ runs: [true, true], batches: [true, true] })
  expect(await afterDays(8)).toEqual({ runs: [false, true], batches: [true, true] })
  expect(await afterDays(31)).toEqual({ runs: [false, true], batches: [false, true] })
})
