import { databases } from '@towpath/storage/testing.ts'
import { describe, expect, test } from 'vitest'
import { attemptsOf, fixture, outboxSize, SOON } from './testing/fixture.ts'

describe.each(databases)('performing commands on $name', (kind) => {
  test('tries a rejected command again with the same key, later each time', async () => {
    await using t = await fixture(kind)
    const attempts: Array<{ attempt: number; key: string; at: number }> = []
    const begin = t.clock.now()
    t.dummy.behave = (_, { attempt, key }) => {
      attempts.push({ attempt, key, at: t.clock.now() - begin })
      if (attempt < 4) throw new Error('not yet')
    }
    t.engine.startLoop()
    await t.start()

    await t.order({ perform: ['a'] })
    await expect
      .poll(
        () => {
          t.clock.advance(1)
          return t.dummy.count('a')
        },
        { timeout: 30_000, interval: 1 },
      )
      .toBe(1)

    expect(attempts.map(({ attempt, key }) => ({ attempt, key }))).toEqual(
      [1, 2, 3, 4].map((attempt) => ({ attempt, key: 'run/2/0' })),
    )
    const pauses = attempts.slice(1).map(({ at }, i) => at - (attempts[i]?.at ?? 0))
    expect(pauses[0]).toBeGreaterThanOrEqual(200)
    expect(pauses[1]).toBeGreaterThanOrEqual(400)
    expect(pauses[2]).toBeGreaterThanOrEqual(800)
  })

  test('lets `failed` speak for a command that was rejected too often', async () => {
    await using t = await fixture(kind, { failures: 3 })
    t.dummy.behave = (_, { attempt }) => {
      throw new Error(`refused ${attempt}`)
    }
    t.engine.startLoop()
    await t.start()

    await t.order({ perform: ['a'] })

    await expect
      .poll(() => {
        t.clock.advance(100)
        return t.facts()
      }, SOON)
      .toContainEqual({ type: 'failed', command: 'a', message: 'refused 3' })
  })

  test('gives up a command in the middle of which the process ended again and again', async () => {
    await using t = await fixture(kind, { attempts: 2 })
    t.dummy.behave = () => new Promise(() => undefined)
    await t.start()
    await t.order({ perform: ['deadly'] })

    for (const begun of [1, 2]) {
      // Each of these takes the command on and, its clock standing still, is not heard of again.
      t.another(begun).startLoop()
      await expect.poll(() => attemptsOf(t.store), SOON).toBe(begun)
    }
    t.another(3).startLoop()

    await expect
      .poll(() => t.facts(), SOON)
      .toContainEqual({ type: 'failed', command: 'deadly', message: 'Began 3 times, never ended' })
  })

  test('one command that hangs does not keep others from being performed', async () => {
    await using t = await fixture(kind)
    t.dummy.behave = (command) => (command === 'hang' ? new Promise(() => undefined) : undefined)
    t.engine.startLoop()
    await t.start()

    await t.order({ perform: ['hang', 'a', 'b'] })

    await expect.poll(() => t.dummy.count('a') + t.dummy.count('b'), SOON).toBe(2)
  })

  test('performs no more at the same time than it may, and all in the end', async () => {
    await using t = await fixture(kind, { atOnce: 3 })
    let now = 0
    let most = 0
    t.dummy.behave = async () => {
      most = Math.max(most, ++now)
      await new Promise((resolve) => setTimeout(resolve, 2))
      now--
    }
    const names = Array.from({ length: 20 }, (_, i) => `c${i}`)
    t.engine.startLoop()
    await t.start()

    await t.order({ perform: names })

    await expect.poll(() => new Set(t.dummy.performed.map(({ command }) => command)).size, SOON).toBe(20)
    expect(most).toBe(3)
  })

  test('one step may ask for as much as a large fleet needs', async () => {
    await using t = await fixture(kind)
    await t.start()

    await t.order({ perform: Array.from({ length: 10_000 }, (_, i) => `host-${i}`) })

    expect(await outboxSize(t.store)).toBe(10_000)
  })

  test('a command that takes longer than its lease is not performed twice', async () => {
    await using t = await fixture(kind)
    let finish = () => {}
    let begun = 0
    t.dummy.behave = () => {
      begun++
      return new Promise((resolve) => {
        finish = resolve
      })
    }
    t.engine.startLoop()
    await t.start()
    await t.order({ perform: ['long'] })
    await expect.poll(() => begun, SOON).toBe(1)

    for (let minute = 0; minute < 20; minute++) {
      t.clock.advance(3_000)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    finish()

    await expect.poll(() => t.facts(), SOON).toContainEqual(expect.objectContaining({ type: 'performed' }))
    expect(begun).toBe(1)
  })

  test('two results of one command count once', async () => {
    await using t = await fixture(kind)
    const finish: Array<() => void> = []
    t.dummy.behave = () => new Promise((resolve) => finish.push(resolve))
    t.engine.startLoop()
    await t.start()
    await t.order({ perform: ['a'] })
    await expect.poll(() => finish.length, SOON).toBe(1)

    t.another(1).startLoop()
    await expect.poll(() => finish.length, SOON).toBe(2)
    for (const end of finish) end()

    await expect.poll(() => outboxSize(t.store), SOON).toBe(0)
    expect((await t.facts()).filter(({ type }) => type === 'performed')).toHaveLength(1)
  })

  test('facts that cannot be delivered at first are delivered later, without performing again', async () => {
    await using t = await fixture(kind)
    let broken = true
    t.dummy.project = async (_, run) => {
      const last = run.state.history.at(-1)
      if (broken && last?.facts.some(({ type }) => type === 'performed')) throw new Error('a bug')
    }
    t.engine.startLoop()
    await t.start()
    await t.order({ perform: ['a'] })
    await expect.poll(() => t.dummy.count('a'), SOON).toBe(1)

    broken = false

    await expect
      .poll(() => {
        t.clock.advance(50)
        return t.facts()
      }, SOON)
      .toContainEqual({ type: 'performed', command: 'a', key: 'run/2/0' })
    expect(t.dummy.count('a')).toBe(1)
  })
})
