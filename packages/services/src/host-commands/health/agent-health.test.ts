import { silentLogger, systemClock } from '@towpath/base'
import { temporaryStore } from '@towpath/storage/testing.ts'
import { expect, test } from 'vitest'
import { hostCommandsSchema } from '../state/migrations.ts'
import { AgentHealthBook } from './agent-health.ts'

const host = { account: '123456789012', region: 'us-east-1', hostIdentifier: 'arn:aws:iam::123456789012:user/db-1' }
let now = 1000
const clock = { now: () => now, sleep: systemClock.sleep }

test('what was noted is read at once, and after it was written by every process', async () => {
  await using store = await temporaryStore([hostCommandsSchema])
  const book = new AgentHealthBook({ store, clock, log: silentLogger })

  book.polled(host, 'OFFICIAL_1.8.1')
  book.refused(host, 'no profile')
  const health = { lastPollAt: now, agentVersion: 'OFFICIAL_1.8.1', lastRefusalAt: now, lastRefusal: 'no profile' }
  expect(await book.read(host)).toEqual(health)
  await book.flush()

  expect(await new AgentHealthBook({ store, clock, log: silentLogger }).read(host)).toEqual(health)
})

test('what is written later keeps what was known before', async () => {
  await using store = await temporaryStore([hostCommandsSchema])
  const book = new AgentHealthBook({ store, clock, log: silentLogger })
  book.refused(host, 'no profile')
  await book.flush()

  now += 500
  book.polled(host, undefined)
  await book.flush()

  expect(await book.read(host)).toEqual({ lastPollAt: 1500, lastRefusalAt: 1000, lastRefusal: 'no profile' })
})

test('an agent that never polled is not known', async () => {
  await using store = await temporaryStore([hostCommandsSchema])

  expect(await new AgentHealthBook({ store, clock, log: silentLogger }).read(host)).toBeUndefined()
})
