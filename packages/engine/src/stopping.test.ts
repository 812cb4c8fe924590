import { randomIds, silentLogger } from '@towpath/base'
import { databases } from '@towpath/storage/testing.ts'
import { describe, expect, test } from 'vitest'
import { createEngine } from './engine.ts'
import { fixture, outboxOwned, SOON } from './testing/fixture.ts'

describe.each(databases)('stopping and taking over on $name', (kind) => {
  test('stopping waits for what is being performed, and takes on nothing more', async () => {
    await using t = await fixture(kind, { grace: 60_000 })
    let finish: (() => void) | undefined
    t.dummy.behave = (command) =>
      command === 'slow'
        ? new Promise((resolve) => {
            finish = resolve
          })
        : undefined
    t.engine.startLoop()
    await t.start()
    await t.order({ perform: ['slow'] })
    await expect.poll(() => finish, SOON).toBeDefined()

    const stopped = t.engine.stop()
    await t.order({ perform: ['later'] })
    finish?.()
    await stopped

    expect(await t.facts()).toContainEqual({ type: 'performed', command: 'slow', key: 'run/2/0' })
    expect(t.dummy.count('later')).toBe(0)
  })

  test('what was broken off by stopping counts as no failure and is performed by the next engine', async () => {
    await using t = await fixture(kind, { failures: 1 })
    const attempts: number[] = []
    t.dummy.behave = (_, { signal, attempt }) => {
      attempts.push(attempt)
      if (attempts.length > 1) return
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    }
    t.engine.startLoop()
    await t.start()
    await t.order({ perform: ['a'] })
    await expect.poll(() => attempts.length, SOON).toBe(1)

    const stopped = t.engine.stop()
    await stopped
    await expect.poll(() => outboxOwned(t.store), SOON).toBe(0)
    t.another().startLoop()

    await expect.poll(() => t.dummy.count('a'), SOON).toBe(1)
    expect(attempts).toEqual([1, 1])
  })

  test('runs of a kind that is not registered rest until it is', async () => {
    await using t = await fixture(kind)
    await t.start()
    await t.order({ perform: ['a'], wakeIn: 1 })
    t.clock.advance(10)
    const stranger = createEngine({ store: t.store, clock: t.clock, ids: randomIds, log: silentLogger })
    stranger.register({ ...t.dummy.kind, kind: 'test.other' })
    stranger.startLoop()

    stranger.wake()
    await new Promise((resolve) => setTimeout(resolve, 30))
    const before = t.dummy.count('a')
    t.engine.startLoop()

    await expect.poll(() => t.dummy.count('a'), SOON).toBe(1)
    await stranger.stop()
    expect(before).toBe(0)
  })
})
