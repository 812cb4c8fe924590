import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MinimumHealthyHosts } from './deployment-config.ts'
import { canStart, requiredHealthy } from './minimum-healthy-hosts.ts'
import { currentZone, type Fleet, inFlight, nextStep, wholeFleet } from './schedule.ts'

function fleetOf(total: number, minimum: number): Fleet {
  return { minimum, current: 0, zones: [zoneOf('', total, 0)] }
}

function zoneOf(name: string, total: number, minimum: number) {
  return { name, total, minimum, started: 0, succeeded: 0, failed: 0, skipped: 0 }
}

interface Played {
  outcome: 'Succeeded' | 'Failed'
  mostInFlight: number
  started: number
}

/** Deploys to the fleet; target n (in order of starting) fails when `fails(n)`. `pick` says which one ends next. */
function play(fleet: Fleet, fails: (n: number) => boolean, pick: (choices: number) => number = () => 0): Played {
  const running: { n: number; zone: number }[] = []
  let mostInFlight = 0
  let started = 0
  for (let guard = 0; guard < 10_000; guard += 1) {
    const step = nextStep(fleet)
    if (step.step === 'end') return { outcome: step.outcome, mostInFlight, started }
    if (step.step === 'next-zone') fleet.current += 1
    if (step.step === 'start') {
      currentZone(fleet).started += step.count
      for (let i = 0; i < step.count; i += 1) running.push({ n: started++, zone: fleet.current })
      mostInFlight = Math.max(mostInFlight, inFlight(wholeFleet(fleet)))
    }
    if (step.step === 'wait') {
      const [ended] = running.splice(pick(running.length), 1)
      const zone = ended && fleet.zones[ended.zone]
      if (!ended || !zone) throw new Error('The schedule waits for nothing.')
      if (fails(ended.n)) zone.failed += 1
      else zone.succeeded += 1
    }
  }
  throw new Error('The schedule does not end.')
}

const hosts = (value: number): MinimumHealthyHosts => ({ type: 'HOST_COUNT', value })
const percent = (value: number): MinimumHealthyHosts => ({ type: 'FLEET_PERCENT', value })
const oneAtATime: MinimumHealthyHosts = { type: 'MOST_CONCURRENCY', value: 1 }

describe('documented examples', () => {
  test.each<[string, number, MinimumHealthyHosts, number, number[], 'Succeeded' | 'Failed']>([
    ['all succeed', 9, hosts(6), 3, [], 'Succeeded'],
    ['six of nine succeed', 9, hosts(6), 3, [6, 7, 8], 'Succeeded'],
    ['five of nine succeed', 9, hosts(6), 3, [5, 6, 7, 8], 'Failed'],
    ['four of nine succeed at 40 %', 9, percent(40), 5, [4, 5, 6, 7, 8], 'Succeeded'],
    ['three of nine succeed at 40 %', 9, percent(40), 5, [3, 4, 5, 6, 7, 8], 'Failed'],
    ['half at a time, five succeed', 9, percent(50), 4, [5, 6, 7, 8], 'Succeeded'],
    ['half at a time, four succeed', 9, percent(50), 4, [4, 5, 6, 7, 8], 'Failed'],
    ['one at a time, the first fails', 9, oneAtATime, 1, [0], 'Failed'],
    ['one at a time, the eighth fails', 9, oneAtATime, 1, [7], 'Failed'],
    ['one at a time, the ninth fails', 9, oneAtATime, 1, [8], 'Succeeded'],
    ['all at once, one succeeds', 9, percent(0), 9, [0, 1, 2, 3, 4, 5, 6, 7], 'Succeeded'],
    ['all at once, none succeeds', 9, percent(0), 9, [0, 1, 2, 3, 4, 5, 6, 7, 8], 'Failed'],
    ['nine of ten must be healthy, the first fails', 10, hosts(9), 1, [0], 'Failed'],
    ['nine of ten must be healthy, the last fails', 10, hosts(9), 1, [9], 'Succeeded'],
    ['eight of ten must be healthy, one fails', 10, hosts(8), 2, [0], 'Succeeded'],
    ['eight of ten must be healthy, two fail', 10, hosts(8), 2, [0, 1], 'Failed'],
    ['a single target succeeds', 1, oneAtATime, 1, [], 'Succeeded'],
    ['a single target fails', 1, oneAtATime, 1, [0], 'Failed'],
  ])('%s', (_, total, minimum, atMost, failures, outcome) => {
    const played = play(fleetOf(total, requiredHealthy(minimum, total)), (n) => failures.includes(n))

    expect(played.outcome).toBe(outcome)
    expect(played.mostInFlight).toBe(atMost)
  })

  test('one at a time, nothing is started after a failure', () => {
    expect(play(fleetOf(9, 8), (n) => n === 2).started).toBe(3)
  })
})

test('with any fleet, minimum, outcomes and order of ends the minimum is kept and the outcome rule holds', () => {
  const minimum = fc.oneof(
    fc.nat(20).map(hosts),
    fc.nat(99).map(percent),
    fc.constant<MinimumHealthyHosts>({ type: 'MOST_CONCURRENCY', value: 1 }),
  )
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      minimum,
      fc.infiniteStream(fc.boolean()),
      fc.infiniteStream(fc.nat()),
      (total, rule, failing, order) => {
        const required = requiredHealthy(rule, total)
        fc.pre(canStart(required, total))
        const fleet = fleetOf(total, required)
        const failures = [...failing.take(total)]

        const played = play(
          fleet,
          (n) => {
            const all = wholeFleet(fleet)
            expect(total - all.failed - inFlight(all)).toBeGreaterThanOrEqual(required)
            return failures[n] ?? false
          },
          (choices) => (order.next().value ?? 0) % choices,
        )

        const { succeeded, failed } = wholeFleet(fleet)
        expect(played.mostInFlight).toBeLessThanOrEqual(total - required)
        expect(played.outcome === 'Succeeded').toBe(succeeded >= Math.max(1, required))
        if (played.outcome === 'Succeeded') expect(succeeded + failed).toBe(total)
      },
    ),
  )
})

describe('by zone', () => {
  test('a zone ends before the next one begins', () => {
    const fleet: Fleet = { minimum: 0, current: 0, zones: [zoneOf('a', 2, 0), zoneOf('b', 2, 0)] }

    expect(nextStep(fleet)).toEqual({ step: 'start', count: 2 })
    currentZone(fleet).started = 2
    expect(nextStep(fleet)).toEqual({ step: 'wait' })
    currentZone(fleet).succeeded = 2
    expect(nextStep(fleet)).toEqual({ step: 'next-zone' })
  })

  test('a zone never has more targets in flight than its own minimum allows', () => {
    const fleet: Fleet = { minimum: 0, current: 0, zones: [zoneOf('a', 4, 3), zoneOf('b', 4, 3)] }

    const played = play(fleet, () => false)

    expect(played).toEqual({ outcome: 'Succeeded', mostInFlight: 1, started: 8 })
  })

  test('a zone that falls below its minimum ends the deployment before the next zone is touched', () => {
    const fleet: Fleet = { minimum: 0, current: 0, zones: [zoneOf('a', 3, 2), zoneOf('b', 3, 2)] }

    const played = play(fleet, (n) => n === 0)

    expect(played).toEqual({ outcome: 'Failed', mostInFlight: 1, started: 1 })
  })

  test('the minimum of the whole fleet holds across zones', () => {
    const fleet: Fleet = { minimum: 5, current: 0, zones: [zoneOf('a', 3, 0), zoneOf('b', 3, 0)] }

    expect(play(fleet, () => false).mostInFlight).toBe(1)
  })
})
