import { setImmediate } from 'node:timers/promises'
import { type Clock, silentLogger, UsageError } from '@towpath/base'
import { expect, test } from 'vitest'
import { type Certificate, readCertificate } from './certificate.ts'
import { keepCurrent } from './keep-current.ts'
import { DAY, NOW, serverPair, warningsOf } from './testing.ts'

const PERIOD = 1000

/** A source that gives what the test puts into it, and a clock that moves when the test says so. */
async function keeping(first: Certificate) {
  const { log, warnings } = warningsOf(silentLogger)
  const source = { period: PERIOD, now: first as Certificate | Error, asked: 0 }
  const served: Certificate[] = []
  let wake = () => {}
  const clock: Clock & { time: number } = {
    time: NOW,
    now: () => clock.time,
    sleep: (_ms, signal) =>
      new Promise((resolve) => {
        wake = resolve
        signal?.addEventListener('abort', () => resolve(), { once: true })
      }),
  }
  const current = async () => {
    source.asked++
    if (source.now instanceof Error) throw source.now
    return source.now
  }
  const keeper = keepCurrent({ period: PERIOD, current }, first, { clock, log })
  keeper.start((certificate) => served.push(certificate))
  return {
    served,
    warnings,
    async look(next: Certificate | Error, later = 0): Promise<void> {
      source.now = next
      clock.time += later
      wake()
      await setImmediate()
    },
    asked: () => source.asked,
    stop: () => keeper.stop(),
  }
}

const certificate = async (name: string, days?: number) => {
  const pair = await serverPair(name, days)
  return readCertificate(pair.certificate, pair.privateKey)
}

test('another certificate is handed on once; the same one, read again, is not', async () => {
  const [first, second] = [await certificate('first'), await certificate('second')]
  const keeper = await keeping(first)

  await keeper.look(readCertificate(first.chain, first.privateKey))
  await keeper.look(second)
  await keeper.look(readCertificate(second.chain, second.privateKey))
  await keeper.stop()

  expect(keeper.served).toEqual([second])
  expect(keeper.asked()).toBe(3)
  expect(keeper.warnings).toEqual([])
})

test('a failure keeps what is served, is told once, and is got over', async () => {
  const [first, second] = [await certificate('first'), await certificate('second')]
  const keeper = await keeping(first)

  await keeper.look(new UsageError('half of it is missing'))
  await keeper.look(new UsageError('half of it is missing'))
  expect(keeper.served).toEqual([])
  await keeper.look(second)
  await keeper.stop()

  expect(keeper.served).toEqual([second])
  expect(keeper.warnings).toEqual([expect.stringContaining('half of it is missing')])
})

test('a certificate that nobody renews is told of before its end, and again when it has ended', async () => {
  const only = await certificate('only', 10)
  const keeper = await keeping(only)

  await keeper.look(only)
  expect(keeper.warnings).toEqual([])
  await keeper.look(only, 9 * DAY)
  await keeper.look(only, 1000)
  await keeper.look(only, 2 * DAY)
  await keeper.stop()

  expect(keeper.warnings).toEqual([expect.stringContaining('ends at'), expect.stringContaining('ended at')])
})

test('it asks no more once it was stopped', async () => {
  const first = await certificate('first')
  const keeper = await keeping(first)

  await keeper.stop()
  await keeper.look(first)

  expect(keeper.asked()).toBe(0)
})
