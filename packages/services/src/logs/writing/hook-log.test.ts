import { randomIds, systemClock } from '@towpath/base'
import { temporaryStore } from '@towpath/storage/testing.ts'
import { expect, test } from 'vitest'
import { logsSchema } from '../state/migrations.ts'
import { DEPLOYMENTS_GROUP, hookLog, hookStream } from './hook-log.ts'
import { type LogBatch, logWriter } from './log-writer.ts'

const NOW = 1_795_000_000_000
const hook = {
  account: '123456789012',
  region: 'us-east-1',
  deploymentId: 'd-ABC123DEF',
  targetId: 'i-0123456789abcdef0',
  event: 'BeforeInstall',
}

async function batchOf(entries: Parameters<ReturnType<typeof hookLog>['append']>[1]['entries']) {
  await using store = await temporaryStore([logsSchema])
  const writer = logWriter({ store, ids: randomIds, clock: { ...systemClock, now: () => NOW } })
  const batches: LogBatch[] = []
  const recording = {
    ...writer,
    append: (...[db, batch]: Parameters<typeof writer.append>) => {
      batches.push(batch)
      return writer.append(db, batch)
    },
  }
  await store.transaction((db) => hookLog(recording).append(db, { ...hook, sequence: 3, entries }))
  return batches[0]
}

test('lines of a hook are marked as the log on the host marks them, without their newline', async () => {
  const batch = await batchOf([
    { text: 'Script - a.sh\n', stream: 'header', at: NOW },
    { text: 'hello\r\n', stream: 'stdout', at: new Date(NOW) },
    { text: 'oh no', stream: 'stderr', at: NOW },
  ])

  expect(batch).toMatchObject({
    group: DEPLOYMENTS_GROUP,
    stream: 'd-ABC123DEF/i-0123456789abcdef0/BeforeInstall',
    key: 3,
    events: [{ message: 'Script - a.sh' }, { message: '[stdout]hello' }, { message: '[stderr]oh no' }],
  })
})

test('a line that comes late, or from a clock that is wrong, stands close to now', async () => {
  const entry = (at: number) => ({ text: 'x', stream: 'stdout' as const, at })

  const batch = await batchOf([entry(0), entry(NOW - 5000), entry(NOW + 5000)])

  expect(batch?.events.map(({ timestamp }) => timestamp - NOW)).toEqual([-10_000, -5000, 0])
})

test('names of targets and events that a stream cannot have are written as in a URL', () => {
  expect(hookStream('d-1', 'rack:1/host*', 'After%Install')).toBe('d-1/rack%3A1%2Fhost%2A/After%25Install')
})
