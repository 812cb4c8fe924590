import { setImmediate as turn } from 'node:timers/promises'
import { createLogger, silentLogger } from '@towpath/base'
import { ManualClock } from '@towpath/engine/testing/manual-clock.ts'
import { expect, test } from 'vitest'
import { createUpkeep } from './upkeep.ts'

const MINUTE = 60_000

/** Lets time go by in steps in which everything that is due can happen. */
async function pass(clock: ManualClock, ms: number, step: number): Promise<void> {
  for (let gone = 0; gone < ms; gone += step) {
    clock.advance(step)
    await turn()
  }
}

test('chores are done some minutes after the start, then every hour, lot by lot until nothing is left', async () => {
  const clock = new ManualClock()
  const began = clock.now()
  const done: string[] = []
  let left = 3
  const many = { name: 'many', lot: async (now: number) => done.push(`many ${now - began}`) > 0 && --left > 0 }
  const one = { name: 'one', lot: async (now: number) => done.push(`one ${now - began}`) < 0 }
  const upkeep = createUpkeep({ chores: [many, one], clock, log: silentLogger })

  upkeep.start()
  await pass(clock, 4 * MINUTE, MINUTE)
  expect(done).toEqual([])
  await pass(clock, MINUTE, MINUTE)
  await pass(clock, 100, 20)

  expect(done).toEqual(['many 300000', 'many 300020', 'many 300040', 'one 300040'])
  await pass(clock, 60 * MINUTE, MINUTE)
  expect(done.slice(4).map((line) => line.split(' ')[0])).toEqual(['many', 'one'])
  await upkeep.stop()
})

test('a chore that fails is told of, and the others are done', async () => {
  const clock = new ManualClock()
  const logged: Record<string, unknown>[] = []
  const log = createLogger({ level: 'info', destination: { write: (line) => logged.push(JSON.parse(line)) } })
  let done = 0
  const failing = {
    name: 'failing',
    lot: async () => {
      throw new Error('no database')
    },
  }
  const counting = { name: 'counting', lot: async () => ++done < 0 }
  const upkeep = createUpkeep({ chores: [failing, counting], clock, log })

  upkeep.start()
  await pass(clock, 5 * MINUTE, MINUTE)
  await pass(clock, 60 * MINUTE, MINUTE)
  await upkeep.stop()

  expect(done).toBe(2)
  expect(logged).toMatchObject([{ chore: 'failing', err: { message: 'no database' } }, { chore: 'failing' }])
})

test('a chore that never ends is left for the next round', async () => {
  const clock = new ManualClock()
  let lots = 0
  let others = 0
  const endless = { name: 'endless', lot: async () => ++lots > 0 }
  const other = { name: 'other', lot: async () => ++others < 0 }
  const upkeep = createUpkeep({ chores: [endless, other], clock, log: silentLogger })

  upkeep.start()
  await pass(clock, 5 * MINUTE, MINUTE)
  await pass(clock, 2_100 * 20, 20)

  expect([lots, others]).toEqual([2_000, 1])
  await upkeep.stop()
})

test('stopping waits for the lot that is under way, and no other is begun', async () => {
  const clock = new ManualClock()
  const underWay = Promise.withResolvers<boolean>()
  let lots = 0
  const slow = {
    name: 'slow',
    lot: () => {
      lots += 1
      return underWay.promise
    },
  }
  const upkeep = createUpkeep({ chores: [slow, slow], clock, log: silentLogger })
  upkeep.start()
  await pass(clock, 5 * MINUTE, MINUTE)

  let stopped = false
  const stopping = upkeep.stop().then(() => {
    stopped = true
  })
  await turn()
  expect([lots, stopped]).toEqual([1, false])
  underWay.resolve(true)
  await stopping

  expect(lots).toBe(1)
})
