import { ERROR_CODE } from '@towpath/agent-link'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  advanceTarget,
  commandStatus,
  deadline,
  hasEnded,
  newTarget,
  TARGET_LIMITS,
  type Target,
  type TargetFact,
} from './target-lifecycle.ts'

const EVENTS = ['ApplicationStop', 'DownloadBundle', 'BeforeInstall', 'Install']

const fresh = (ignoreApplicationStopFailures = false) => newTarget(EVENTS, { ignoreApplicationStopFailures }, 0)

const acknowledged = (event: number, options: { noop?: boolean; delivery?: string } = {}): TargetFact => ({
  type: 'acknowledged',
  command: { event, delivery: options.delivery ?? 'first' },
  by: 'arn:aws:sts::123456789012:assumed-role/web/i-1',
  noop: options.noop ?? false,
})

const completed = (event: number, options: { fails?: string; delivery?: string } = {}): TargetFact => ({
  type: 'completed',
  command: { event, delivery: options.delivery ?? 'first' },
  succeeded: options.fails === undefined,
  diagnostics:
    options.fails === undefined
      ? undefined
      : { errorCode: ERROR_CODE.scriptFailed, scriptName: 'stop.sh', message: options.fails, log: '[stderr]no\n' },
})

const statuses = (target: Target) => target.events.map((event) => event.status)

/** Tells facts one by one, a millisecond apart. */
function tell(target: Target, facts: TargetFact[], from = 1): Target {
  return facts.reduce((state, fact, index) => advanceTarget(state, [fact], from + index), target)
}

test('all events are listed as Pending from the start, and the first is offered', () => {
  const target = fresh()

  expect(statuses(target)).toEqual(['Pending', 'Pending', 'Pending', 'Pending'])
  expect(target.command).toEqual({ event: 0, offeredAt: 0 })
})

test('a target whose events all succeed has succeeded', () => {
  const facts = EVENTS.flatMap((_, event) => [acknowledged(event), completed(event)])

  const target = tell(fresh(), facts)

  expect(target.status).toBe('Succeeded')
  expect(target.events[0]).toEqual({
    name: 'ApplicationStop',
    status: 'Succeeded',
    startedAt: 1,
    endedAt: 2,
    diagnostics: { errorCode: 'Success', scriptName: '', message: 'Succeeded', logTail: '' },
  })
})

test('an event with nothing to run on the host is done with its acknowledgement', () => {
  const target = tell(fresh(), [acknowledged(0, { noop: true })])

  expect(target.events[0]).toMatchObject({ status: 'Succeeded', diagnostics: { message: 'Succeeded' } })
  expect(target.command).toEqual({ event: 1, offeredAt: 1 })
  expect(commandStatus(target, { event: 0, delivery: 'first' })).toBe('Succeeded')
})

test('after a failure the rest is skipped, with an end but no start', () => {
  const target = tell(fresh(), [acknowledged(0), completed(0), acknowledged(1), completed(1, { fails: 'exit 3' })])

  expect(target.status).toBe('Failed')
  expect(statuses(target)).toEqual(['Succeeded', 'Failed', 'Skipped', 'Skipped'])
  expect(target.events[1]?.diagnostics).toEqual({
    errorCode: 'ScriptFailed',
    scriptName: 'stop.sh',
    message: 'exit 3',
    logTail: '[stderr]no\n',
  })
  expect(target.events[2]).toEqual({ name: 'BeforeInstall', status: 'Skipped', endedAt: 4 })
})

test('of two completions the first counts', () => {
  const target = tell(fresh(), [acknowledged(0), completed(0, { fails: 'exit 3' }), completed(0, { fails: 'again' })])

  expect(target.events[0]?.diagnostics?.message).toBe('exit 3')
})

test('a command completed without acknowledgement has failed before it ran', () => {
  const target = tell(fresh(), [completed(0, { fails: 'The envelope cannot be read' })])

  expect(target.status).toBe('Failed')
  expect(target.events[0]?.diagnostics?.message).toBe('The envelope cannot be read')
})

describe('a command that was handed out twice', () => {
  test('is run by the delivery that is acknowledged first, also when that acknowledgement is repeated', () => {
    const target = tell(fresh(), [acknowledged(0), acknowledged(0, { delivery: 'second' }), acknowledged(0)])

    expect(commandStatus(target, { event: 0, delivery: 'first' })).toBe('InProgress')
    expect(commandStatus(target, { event: 0, delivery: 'second' })).toBe('Succeeded')
    expect(target.events[0]?.startedAt).toBe(1)
  })

  test('is not ended by the delivery that came too late', () => {
    const target = tell(fresh(), [acknowledged(0), completed(0, { delivery: 'second', fails: 'no' })])

    expect(statuses(target)[0]).toBe('InProgress')
  })
})

describe('ignoreApplicationStopFailures', () => {
  test('goes on after a failing ApplicationStop, which stays recorded as Failed', () => {
    const target = tell(fresh(true), [acknowledged(0), completed(0, { fails: 'exit 1' })])

    expect(target.status).toBe('InProgress')
    expect(statuses(target)[0]).toBe('Failed')
    expect(target.command?.event).toBe(1)
  })

  test('does not excuse other events', () => {
    const target = tell(fresh(true), [acknowledged(0), completed(0), completed(1, { fails: 'exit 1' })])

    expect(target.status).toBe('Failed')
  })

  test('does not excuse an agent that is not there', () => {
    expect(advanceTarget(fresh(true), [], TARGET_LIMITS.pickUp).status).toBe('Failed')
  })
})

describe('time', () => {
  test('an event that nobody picks up within five minutes fails, and says that no agent was there', () => {
    const waiting = fresh()

    expect(deadline(waiting)).toBe(TARGET_LIMITS.pickUp)
    expect(advanceTarget(waiting, [], TARGET_LIMITS.pickUp - 1)).toBe(waiting)
    const failed = advanceTarget(waiting, [], TARGET_LIMITS.pickUp)
    expect(failed.status).toBe('Failed')
    expect(failed.events[0]?.diagnostics).toMatchObject({
      errorCode: 'UnknownError',
      message: expect.stringContaining('was not able to receive the lifecycle event'),
    })
  })

  test('the five minutes begin anew with each event', () => {
    const target = tell(fresh(), [acknowledged(0), completed(0)], 200_000)

    expect(deadline(target)).toBe(200_001 + TARGET_LIMITS.pickUp)
  })

  test('an event that is not reported within its hour fails', () => {
    const running = tell(fresh(), [acknowledged(0)])

    const failed = advanceTarget(running, [], 1 + TARGET_LIMITS.event)

    expect(statuses(failed)).toEqual(['Failed', 'Skipped', 'Skipped', 'Skipped'])
    expect(failed.events[0]?.diagnostics?.message).toContain('did not report back')
  })
})

describe('calling off', () => {
  test('a target on which nothing ran yet is skipped', () => {
    const target = tell(fresh(), [{ type: 'call-off', reason: 'stopped' }])

    expect(target.status).toBe('Skipped')
    expect(hasEnded(target)).toBe(true)
  })

  test('a target between two events has failed', () => {
    const target = tell(fresh(), [acknowledged(0), completed(0), { type: 'call-off', reason: 'stopped' }])

    expect(target.status).toBe('Failed')
    expect(statuses(target)).toEqual(['Succeeded', 'Skipped', 'Skipped', 'Skipped'])
  })

  test('what runs on a host is awaited when the deployment is stopped', () => {
    const busy = tell(fresh(), [acknowledged(0), { type: 'call-off', reason: 'stopped' }])
    expect(hasEnded(busy)).toBe(false)

    const target = advanceTarget(busy, [completed(0)], 9)

    expect(target.status).toBe('Failed')
    expect(statuses(target)).toEqual(['Succeeded', 'Skipped', 'Skipped', 'Skipped'])
  })

  test('nothing is awaited when the deployment ran out of time', () => {
    const target = tell(fresh(), [acknowledged(0), { type: 'call-off', reason: 'timed-out' }])

    expect(target.status).toBe('Failed')
    expect(statuses(target)).toEqual(['Failed', 'Skipped', 'Skipped', 'Skipped'])
  })

  test('an acknowledgement that comes after it is told that the command is over', () => {
    const target = tell(fresh(), [{ type: 'call-off', reason: 'stopped' }, acknowledged(0)])

    expect(commandStatus(target, { event: 0, delivery: 'first' })).toBe('Failed')
  })
})

test('whatever is reported, doubled, late or out of order, a target always ends and never runs an event twice', () => {
  const event = fc.nat(EVENTS.length)
  const delivery = fc.constantFrom('first', 'second')
  const fact = fc.oneof(
    fc.record({ event, delivery, noop: fc.boolean() }).map((f) => acknowledged(f.event, f)),
    fc
      .record({ event, delivery, fails: fc.option(fc.constant('exit 1'), { nil: undefined }) })
      .map((f) => completed(f.event, f)),
    fc.constantFrom<TargetFact>({ type: 'call-off', reason: 'stopped' }),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(fact, fc.nat(400_000)), { maxLength: 60 }), fc.boolean(), (script, ignore) => {
      let now = 0
      let target = fresh(ignore)
      const told = new Map<number, string>()
      for (const [next, pause] of script) {
        now += pause
        const before = target
        target = advanceTarget(target, [next], now)
        if (hasEnded(before)) expect(target).toBe(before)
        if (next.type !== 'acknowledged') continue
        if (commandStatus(target, next.command) !== 'InProgress') continue
        const winner = told.get(next.command.event) ?? next.command.delivery
        expect(next.command.delivery).toBe(winner)
        told.set(next.command.event, winner)
      }
      for (let guard = 0; !hasEnded(target); guard += 1) {
        expect(guard).toBeLessThan(2)
        target = advanceTarget(target, [], deadline(target) ?? now)
      }
      expect(statuses(target)).not.toContain('Pending')
      expect(statuses(target)).not.toContain('InProgress')
    }),
  )
})
