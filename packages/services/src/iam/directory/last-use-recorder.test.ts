import { silentLogger } from '@towpath/base'
import { temporaryStore } from '@towpath/storage/testing.ts'
import { expect, test } from 'vitest'
import { LastUses } from '../state/last-uses.ts'
import { iamSchema } from '../state/schema.ts'
import { lastUseRecorder } from './last-use-recorder.ts'

const MINUTE = 60_000

test('uses are written down once a minute, also when they are recorded inside of a transaction', async () => {
  await using store = await temporaryStore([iamSchema])
  const recorder = lastUseRecorder({ store, log: silentLogger, clock: { now: () => 0, sleep: async () => {} } })
  const use = (at: number) => ({ id: 'AKIAEXAMPLE', at, service: 's3', region: 'us-east-1' })
  const written = () => new LastUses(store.db).find('AKIAEXAMPLE')

  recorder.record(use(1))
  expect(recorder.recent('AKIAEXAMPLE')).toEqual(use(1))
  expect(await written()).toBeUndefined()
  await store.transaction(async () => recorder.record(use(MINUTE)))
  await recorder.flush()

  expect(await written()).toEqual(use(MINUTE))
})

test('a database that cannot be written fails no request', async () => {
  await using store = await temporaryStore([])
  const recorder = lastUseRecorder({ store, log: silentLogger, clock: { now: () => 0, sleep: async () => {} } })

  recorder.record({ id: 'AKIAEXAMPLE', at: 2 * MINUTE, service: 's3', region: 'us-east-1' })

  await expect(recorder.flush()).resolves.toBeUndefined()
})
