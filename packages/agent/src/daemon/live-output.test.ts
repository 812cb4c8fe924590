import type { OutputEntry } from '@towpath/agent-link'
import { MOST_OUTPUT_ENTRIES } from '@towpath/agent-link/command-service.ts'
import { systemClock } from '@towpath/base/clock.ts'
import { expect, test } from 'vitest'
import { until } from '../testing/temporary-folder.ts'
import { backOffSeconds, reconnectSeconds } from './back-off.ts'
import { LiveOutput, type SendOutput } from './live-output.ts'

const line = (text: string): OutputEntry => ({ Text: text, Stream: 'stdout', At: new Date(0) })

/** Sends to a list that numbers entries as the control plane does. */
function receiver(failures = 0) {
  const received: string[] = []
  let calls = 0
  const send: SendOutput = async (sequence, entries) => {
    calls += 1
    if (calls <= failures) throw new Error('lost')
    received.splice(sequence, received.length, ...entries.map((entry) => entry.Text))
    return { Accepted: true, NextSequence: received.length }
  }
  return { received, send, calls: () => calls }
}

test('lines arrive in order and together', async () => {
  const { received, send, calls } = receiver()
  const output = new LiveOutput(send, systemClock)

  output.add([line('a'), line('b')])
  output.add([line('c')])
  await output.close()

  expect(received).toEqual(['a', 'b', 'c'])
  expect(calls()).toBe(1)
})

test('the first lines are sent while a short script still runs, later ones a batch at a time', async () => {
  const clock = { ...systemClock, slept: [] as number[] }
  clock.sleep = async (ms) => void clock.slept.push(ms)
  const { received, send, calls } = receiver()
  const output = new LiveOutput(send, clock)

  output.add([line('header')])
  await until('the header', () => received[0])
  output.add([line('a'), line('b')])
  await until('the lines', () => received[2])

  const [first = 0, second = 0] = clock.slept
  expect(calls()).toBe(2)
  expect(first).toBeLessThan(50)
  expect(second).toBeGreaterThan(first)
})

test('no call carries more entries than the control plane takes', async () => {
  const sizes: number[] = []
  const { received, send } = receiver()
  const counted: SendOutput = (sequence, entries, signal) => {
    sizes.push(entries.length)
    return send(sequence, entries, signal)
  }
  const output = new LiveOutput(counted, systemClock)

  output.add(Array.from({ length: 2500 }, (_, n) => line(String(n))))
  await output.close()

  expect(received).toHaveLength(2500)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(MOST_OUTPUT_ENTRIES)
})

test('what was lost is sent again', async () => {
  const { received, send } = receiver(2)
  const output = new LiveOutput(send, systemClock)

  output.add([line('a')])
  await until('the line', () => received[0])
  output.add([line('b')])
  await output.close()

  expect(received).toEqual(['a', 'b'])
})

test('a control plane that is gone is given up, and nothing is kept for it', async () => {
  const { received, send, calls } = receiver(100)
  const output = new LiveOutput(send, systemClock)

  output.add([line('a')])
  await until('three tries', () => (calls() >= 3 ? true : undefined))
  await output.close()
  output.add([line('b')])

  expect(received).toEqual([])
  expect(calls()).toBe(3)
})

test('a control plane that wants no more gets no more', async () => {
  let calls = 0
  const output = new LiveOutput(async () => {
    calls += 1
    return { Accepted: false, NextSequence: 0 }
  }, systemClock)

  output.add([line('a')])
  await until('the call', () => calls || undefined)
  output.add([line('b')])
  await output.close()

  expect(calls).toBe(1)
})

test('more than can be sent is left out, and said to be', async () => {
  const { received, send } = receiver()
  const output = new LiveOutput(send, systemClock)

  output.add(Array.from({ length: 40 }, () => line('x'.repeat(50_000))))
  await until('what fits', () => (received.length >= 20 ? true : undefined))
  output.add([line('later')])
  await output.close()

  expect(received.slice(-2)).toEqual(['... 20 lines left out ...\n', 'later'])
})

test('a control plane that does not answer holds nothing up for long', async () => {
  const output = new LiveOutput(() => new Promise(() => {}), { now: () => 0, sleep: async () => {} })

  output.add([line('a')])

  await output.close()
})

test('the pause after refused polls grows as that of the official agent; after unanswered ones it stays short', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map(backOffSeconds)).toEqual([10, 13, 17, 21, 27, 34, 44, 56, 71, 90, 90])
  expect([1, 2, 3, 4, 5, 60].map(reconnectSeconds)).toEqual([1, 2, 4, 8, 10, 10])
})
