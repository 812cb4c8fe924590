import { databases } from '@towpath/storage/testing.ts'
import { describe, expect, test } from 'vitest'
import { fixture, SOON } from './testing/fixture.ts'

describe.each(databases)('the engine on $name', (kind) => {
  test('takes the first step of a run, without facts, when it is started', async () => {
    await using t = await fixture(kind)

    await t.start()

    expect(await t.engine.read(t.store.db, 'run')).toEqual({
      state: { history: [{ facts: [], now: t.clock.now() }], alarms: [], rang: 0 },
      done: false,
    })
  })

  test('refuses to start a run twice, and to deliver to one that does not exist', async () => {
    await using t = await fixture(kind)
    await t.start()

    await expect(t.start()).rejects.toThrow('There is a run "run" already')
    await expect(t.order({}, 'other')).rejects.toThrow('There is no run "other"')
    expect(await t.engine.read(t.store.db, 'other')).toBeUndefined()
  })

  test('performs a command soon after the commit and delivers its facts', async () => {
    await using t = await fixture(kind)
    t.engine.startLoop()
    await t.start()

    await t.order({ perform: ['a'] })

    await expect.poll(() => t.facts(), SOON).toContainEqual({ type: 'performed', command: 'a', key: 'run/2/0' })
    expect(t.dummy.performed).toEqual([{ command: 'a', key: 'run/2/0', attempt: 1 }])
  })

  test('performs nothing of a transaction that was rolled back', async () => {
    await using t = await fixture(kind)
    t.engine.startLoop()
    await t.start()

    await t.store
      .transaction(async (db) => {
        await t.engine.deliver(db, 'run', [{ type: 'order', id: 'x', perform: ['never'] }])
        throw new Error('refused')
      })
      .catch(() => undefined)
    await t.order({ perform: ['a'] })

    await expect.poll(() => t.dummy.count('a'), SOON).toBe(1)
    expect(t.dummy.count('never')).toBe(0)
  })

  test('performs the commands of the last step, and ignores whatever comes after it', async () => {
    await using t = await fixture(kind)
    t.engine.startLoop()
    await t.start()

    await t.order({ perform: ['farewell'], finish: true })
    await t.order({ perform: ['late'] })

    await expect.poll(() => t.dummy.count('farewell'), SOON).toBe(1)
    expect(await t.engine.read(t.store.db, 'run')).toMatchObject({ done: true })
    expect(await t.facts()).toHaveLength(1)
    expect(t.dummy.count('late')).toBe(0)
  })

  test('a run can tell another what happened, in the same transaction', async () => {
    await using t = await fixture(kind)
    t.dummy.project = async (db, run) => {
      const last = run.state.history.at(-1)
      for (const fact of last?.facts ?? []) {
        if (fact.type === 'order' && fact.tell) await t.engine.deliver(db, fact.tell, [{ type: 'told', id: fact.id }])
      }
    }
    await t.start('target')
    await t.start('deployment')

    await t.order({ id: 'done', tell: 'deployment' }, 'target')
    const refused = t.order({ id: 'lost', tell: 'nobody' }, 'target')

    await expect(refused).rejects.toThrow('There is no run "nobody"')
    expect(await t.facts('deployment')).toEqual([{ type: 'told', id: 'done' }])
    expect(await t.facts('target')).toHaveLength(1)
  })

  test('`project` sees the state before and after, and whether the run has ended', async () => {
    await using t = await fixture(kind)
    const seen: Array<[number | undefined, number, boolean]> = []
    t.dummy.project = async (_, run, before) => {
      seen.push([before?.history.length, run.state.history.length, run.done])
    }

    await t.start()
    await t.order({})
    await t.order({ finish: true })

    expect(seen).toEqual([
      [undefined, 1, false],
      [1, 2, false],
      [2, 3, true],
    ])
  })
})
