import { describe, expect, test } from 'vitest'
import { noInstances } from './deployment-errors.ts'
import {
  type Advanced,
  advanceDeployment,
  DEPLOYMENT_TIME,
  type DeploymentFact,
  type DeploymentPlan,
  type DeploymentState,
  newDeployment,
  newlyStarted,
  STARTED_AT_ONCE,
} from './deployment-lifecycle.ts'

const plan = (change: Partial<DeploymentPlan> = {}): DeploymentPlan => ({
  account: '123456789012',
  region: 'us-east-1',
  deploymentId: 'd-ABCDEFGHI',
  createdAt: 0,
  creator: 'user',
  config: { minimumHealthyHosts: { type: 'MOST_CONCURRENCY', value: 1 } },
  autoRollback: { enabled: false },
  groupId: 'g-1',
  revision: 'r1',
  ignoreApplicationStopFailures: false,
  fetchesBundle: false,
  ...change,
})

/** Delivers facts one by one, a millisecond apart; answers the last step. */
function deliver(from: DeploymentState, facts: DeploymentFact[], at = 1): Advanced {
  let last: Advanced = { state: from, commands: [], done: false }
  for (const [index, fact] of facts.entries()) last = advanceDeployment(last.state, [fact], at + index)
  return last
}

function started(change: Partial<DeploymentPlan> = {}): DeploymentState {
  return advanceDeployment(newDeployment(plan(change)), [], 0).state
}

const resolved = (total: number): DeploymentFact => ({ type: 'targets-resolved', zones: [{ name: '', total }] })
const ended = (outcome: 'Succeeded' | 'Failed' | 'Skipped', zone = ''): DeploymentFact => ({
  type: 'target-ended',
  zone,
  outcome,
})

test('a new deployment first finds out its targets', () => {
  const first = advanceDeployment(newDeployment(plan()), [], 0)

  expect(first.commands).toMatchObject([{ type: 'resolve-targets', deploymentId: 'd-ABCDEFGHI', byZone: false }])
  expect(first.wakeAt).toBe(DEPLOYMENT_TIME)
})

test('targets are started as soon as they are known, within the limits of the config', () => {
  const { state } = deliver(started(), [resolved(3)])

  expect(state).toMatchObject({ phase: 'deploying', startedAt: 1 })
  expect(newlyStarted(undefined, state.fleet)).toEqual({ from: 0, to: 1 })
})

test('with a revision in GitHub form no target is started before the bundle is there', () => {
  const fetching = deliver(started({ fetchesBundle: true }), [resolved(1)])
  expect(fetching.commands).toMatchObject([{ type: 'fetch-bundle' }])
  expect(newlyStarted(undefined, fetching.state.fleet)).toEqual({ from: 0, to: 0 })

  const { state } = deliver(fetching.state, [{ type: 'bundle-ready' }], 5)

  expect(state).toMatchObject({ phase: 'deploying', startedAt: 5 })
  expect(newlyStarted(fetching.state.fleet, state.fleet)).toEqual({ from: 0, to: 1 })
})

test('it has succeeded when the last target has', () => {
  const last = deliver(started(), [resolved(2), ended('Succeeded'), ended('Succeeded')])

  expect(last.done).toBe(true)
  expect(last.state).toMatchObject({ endedAt: 3, ending: { status: 'Succeeded' } })
})

test('when too many failed it fails with the health constraints', () => {
  const last = deliver(started(), [resolved(3), ended('Failed')])

  expect(last.state.ending).toMatchObject({ status: 'Failed', error: { code: 'HEALTH_CONSTRAINTS' } })
})

test('no target is touched when none may be out of service', () => {
  const last = deliver(started({ config: { minimumHealthyHosts: { type: 'HOST_COUNT', value: 2 } } }), [resolved(2)])

  expect(last.state.ending).toMatchObject({ status: 'Failed', error: { code: 'HEALTH_CONSTRAINTS_INVALID' } })
  expect(newlyStarted(undefined, last.state.fleet)).toEqual({ from: 0, to: 0 })
})

test.each<[string, DeploymentFact, string]>([
  ['what refuses it', { type: 'refused', error: noInstances() }, 'NO_INSTANCES'],
  ['targets that cannot be found out', { type: 'gave-up', command: 'resolve-targets' }, 'INTERNAL_ERROR'],
])('it fails with %s', (_, fact, code) => {
  const last = deliver(started(), [fact])

  expect(last).toMatchObject({ done: true, state: { ending: { status: 'Failed', error: { code } } } })
})

test('a deployment whose targets all run the revision already has succeeded', () => {
  expect(deliver(started(), [{ type: 'nothing-to-do' }]).state.ending).toEqual({ status: 'Succeeded' })
})

describe('stopping', () => {
  test('ends it at once while no target is in flight', () => {
    const last = deliver(started(), [{ type: 'stop', rollback: true }])

    expect(last).toMatchObject({ done: true, state: { ending: { status: 'Stopped', rollbackOnStop: true } } })
  })

  test('waits for the targets in flight, starts no more and ends as Stopped', () => {
    const stopping = deliver(started(), [resolved(3), { type: 'stop' }])
    expect(stopping.commands).toMatchObject([{ type: 'call-off', reason: 'stopped' }])
    expect(stopping.done).toBe(false)

    const last = deliver(stopping.state, [ended('Succeeded')], 9)

    expect(last).toMatchObject({ done: true, state: { ending: { status: 'Stopped', error: { code: 'MANUAL_STOP' } } } })
    expect(newlyStarted(undefined, last.state.fleet)).toEqual({ from: 0, to: 1 })
  })

  test('is tried again when calling off was given up', () => {
    const stopping = deliver(started(), [resolved(3), { type: 'stop' }])

    const again = deliver(stopping.state, [{ type: 'gave-up', command: 'call-off' }], 9)

    expect(again.commands).toMatchObject([{ type: 'call-off', reason: 'stopped' }])
  })

  test('a second request changes nothing', () => {
    const stopping = deliver(started(), [resolved(3), { type: 'stop', rollback: false }])

    expect(deliver(stopping.state, [{ type: 'stop', rollback: true }], 9).state).toEqual(stopping.state)
  })
})

test('after twelve hours it fails, and no target is waited for', () => {
  const running = deliver(started(), [resolved(3)]).state

  const over = advanceDeployment(running, [], DEPLOYMENT_TIME)
  expect(over.commands).toMatchObject([{ type: 'call-off', reason: 'timed-out' }])
  const last = deliver(over.state, [ended('Failed')], DEPLOYMENT_TIME + 1)

  expect(last.state.ending).toMatchObject({ status: 'Failed', error: { code: 'TIMEOUT' } })
})

test('a large fleet is started in steps', () => {
  const all = { minimumHealthyHosts: { type: 'FLEET_PERCENT' as const, value: 0 } }
  const first = deliver(started({ config: all }), [resolved(STARTED_AT_ONCE + 50)])
  expect(newlyStarted(undefined, first.state.fleet)).toEqual({ from: 0, to: STARTED_AT_ONCE })
  expect(first.wakeAt).toBe(1)

  const second = advanceDeployment(first.state, [], 1)

  expect(newlyStarted(first.state.fleet, second.state.fleet)).toEqual({
    from: STARTED_AT_ONCE,
    to: STARTED_AT_ONCE + 50,
  })
})

describe('by zone', () => {
  const zonal = plan({
    config: {
      minimumHealthyHosts: { type: 'HOST_COUNT', value: 0 },
      zonalConfig: { firstZoneMonitorDurationInSeconds: 60, monitorDurationInSeconds: 10 },
    },
  })
  const zones: DeploymentFact = {
    type: 'targets-resolved',
    zones: [
      { name: 'a', total: 2 },
      { name: 'b', total: 1 },
      { name: 'c', total: 1 },
    ],
  }

  test('the next zone begins when the time for watching the one before is over', () => {
    const first = deliver(started(zonal), [zones, ended('Succeeded', 'a'), ended('Succeeded', 'a')])
    expect(first.state.fleet?.current).toBe(0)
    expect(first.wakeAt).toBe(3 + 60_000)

    const second = advanceDeployment(first.state, [], 3 + 60_000)
    expect(newlyStarted(first.state.fleet, second.state.fleet)).toEqual({ from: 2, to: 3 })
    const watched = deliver(second.state, [ended('Succeeded', 'b')], 70_000)

    expect(watched.wakeAt).toBe(80_000)
  })

  test('a deployment that is stopped while a zone is watched ends at once', () => {
    const watching = deliver(started(zonal), [zones, ended('Succeeded', 'a'), ended('Succeeded', 'a')])

    expect(deliver(watching.state, [{ type: 'stop' }], 9).state.ending?.status).toBe('Stopped')
  })
})
