import { BatchGetBuildsCommand } from '@aws-sdk/client-codebuild'
import { randomIds, silentLogger, systemClock } from '@towpath/base'
import { createEngine } from '@towpath/engine'
import { expect, test } from 'vitest'
import { codebuildChores } from './chores.ts'
import { buildRoom } from './runs/testing/build-room.ts'

const DAY = 86_400_000

test('old builds, their runs and their tokens are forgotten, and no others', async () => {
  await using room = await buildRoom()
  await room.project()
  const buildspecOverride = JSON.stringify({ version: '0.2', phases: { build: { commands: ['true'] } } })
  const { id = '' } = await room.end(await room.start({ buildspecOverride, idempotencyToken: 'token' }))
  const { store } = room.server
  const engine = createEngine({ store, clock: systemClock, ids: randomIds, log: silentLogger })
  const chores = codebuildChores({ store, engine, historyKept: 30 * DAY })
  const doAll = async (now: number) => Promise.all(chores.map(({ lot }) => lot(now)))
  const found = async () => (await room.build.send(new BatchGetBuildsCommand({ ids: [id] }))).builds?.length
  const run = () => engine.read(store.db, `codebuild.build/123456789012/us-east-1/${id}`)

  await doAll(Date.now())
  const [early, runEarly] = [await found(), await run()]
  // Its last command has to be over as well.
  await expect.poll(async () => (await doAll(Date.now() + 2 * DAY)) && (await run())).toBeUndefined()
  const again = await room.start({ buildspecOverride, idempotencyToken: 'token' })
  const kept = await found()
  await doAll(Date.now() + 31 * DAY)

  expect([early, runEarly?.done, kept, await found()]).toEqual([1, true, 1, 0])
  expect(again.id).not.toBe(id)
})
