import { randomIds } from '@towpath/base'
import { ManualClock } from '@towpath/engine/testing/manual-clock.ts'
import { expect, test } from 'vitest'
import { type Caller, hostKeyText, nextCommand, pollTime } from './poll.ts'
import { WaitingHosts } from './waiting-hosts.ts'

const HOST = { account: '123456789012', region: 'us-east-1', hostIdentifier: 'arn:aws:iam::123456789012:user/db-1' }
const COMMAND = { ...HOST, deploymentId: 'd-ABCDEFGHI', position: 0, event: 0, name: 'ApplicationStop' }

test.each([
  ['nothing said', undefined, 5_000],
  ['less than is usual', 3, 3_000],
  ['more than is usual', 600, 140_000],
  ['an answer at once', 0, 1],
])('a poll with %s is held open that long', (_, wait, time) => {
  expect(pollTime(wait)).toBe(time)
})

/** A poll that is held open, of a host for which nothing waits yet. */
async function heldPoll(confirm: Caller['confirm'] = async () => {}) {
  const clock = new ManualClock()
  const waitingHosts = new WaitingHosts(clock)
  const world = { waits: false, signsOfLife: 0, confirmed: 0 }
  const commands = { waiting: async () => (world.waits ? COMMAND : undefined) }
  const deps = { clock, ids: randomIds, store: { db: {} } as never, commands, waitingHosts }
  const answer = nextCommand(deps, HOST, 140_000, {
    signal: new AbortController().signal,
    signOfLife: () => {
      world.signsOfLife += 1
    },
    confirm: () => {
      world.confirmed += 1
      return confirm()
    },
  })
  const pass = async (seconds: number) => {
    clock.advance(seconds * 1000)
    // What is woken has several steps to go.
    await new Promise((resolve) => setImmediate(resolve))
  }
  await pass(0)
  return { answer, waitingHosts, world, pass, key: hostKeyText(HOST) }
}

test('while a poll is held open its caller is told every fifty seconds that it is', async () => {
  const { answer, world, pass } = await heldPoll()

  await pass(49)
  expect(world.signsOfLife).toBe(0)
  await pass(1)
  expect(world.signsOfLife).toBe(1)
  await pass(50)
  expect(world.signsOfLife).toBe(2)
  await pass(40)

  expect(await answer).toBeUndefined()
  expect(world.signsOfLife).toBe(2)
})

test('whoever has waited proves once more that it is the host before it is handed a command', async () => {
  const { answer, waitingHosts, world, pass, key } = await heldPoll()
  await pass(30)

  world.waits = true
  waitingHosts.mark(key)

  expect(await answer).toMatchObject(COMMAND)
  expect(world.confirmed).toBe(1)
})

test('whoever is not the host any more gets nothing, and the next one who asks does', async () => {
  const { answer, waitingHosts, world, pass, key } = await heldPoll(async () => {
    throw new Error('not that host')
  })
  await pass(30)

  world.waits = true
  waitingHosts.mark(key)

  await expect(answer).rejects.toThrow('not that host')
  expect(waitingHosts.takeMark(key)).toBe(true)
})

test('a host that has just proved itself is not asked again', async () => {
  const { answer, waitingHosts, world, pass, key } = await heldPoll()
  await pass(0.5)

  world.waits = true
  waitingHosts.mark(key)

  expect(await answer).toMatchObject(COMMAND)
  expect(world.confirmed).toBe(0)
})
