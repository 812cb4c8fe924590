/**
 * What happens in a deployment.
 *
 *   created --> resolving --targets known--> fetching --bundle there--> deploying --all ended--> ended
 *                   |                            |                          |
 *                   |                            |            stop, time over: calling-off --> ended
 *                   '--role refused, no instances, ... ; stop ------------------------------> ended
 *
 * The state holds counters only: its size does not depend on the fleet's. Which target is started next follows from the
 * counters, because targets are numbered in the order in which they are deployed.
 */
import type { AutoRollbackConfiguration, DeploymentCreator } from '@aws-sdk/client-codedeploy'
import type { DeploymentConfig } from './deployment-config.ts'
import {
  type DeploymentError,
  healthConstraints,
  healthConstraintsInvalid,
  internalError,
  manualStop,
  timeout,
} from './deployment-errors.ts'
import { canStart, requiredHealthy } from './minimum-healthy-hosts.ts'
import { currentZone, type Fleet, inFlight, nextStep, wholeFleet, type Zone } from './schedule.ts'

/** Settings that a deployment keeps from its beginning to its end. */
export interface DeploymentPlan {
  account: string
  region: string
  deploymentId: string
  /** Milliseconds since the epoch. */
  createdAt: number
  creator: DeploymentCreator
  config: Pick<DeploymentConfig, 'minimumHealthyHosts' | 'zonalConfig'>
  autoRollback: AutoRollbackConfiguration
  groupId: string
  /** See revisionIdentity. */
  revision: string
  ignoreApplicationStopFailures: boolean
  /** The control plane fetches the bundle itself before a host is touched. */
  fetchesBundle: boolean
}

export interface Ending {
  status: 'Succeeded' | 'Failed' | 'Stopped'
  error?: DeploymentError
  rollbackOnStop?: boolean
}

export interface DeploymentState {
  plan: DeploymentPlan
  phase: 'created' | 'resolving' | 'fetching' | 'deploying' | 'calling-off' | 'ended'
  /** When the first target could be started. Milliseconds since the epoch. */
  startedAt?: number
  endedAt?: number
  /** Known once the targets are. */
  fleet?: Fleet
  /** The next zone may begin at this time. */
  nextZoneAt?: number
  /** How it ends, or how it will end when the targets in flight have. */
  ending?: Ending
}

export type DeploymentFact =
  /** In the order in which they are deployed. */
  | { type: 'targets-resolved'; zones: { name: string; total: number }[] }
  | { type: 'bundle-ready' }
  /** The deployment cannot go on. */
  | { type: 'refused'; error: DeploymentError }
  /** No target needs this revision. */
  | { type: 'nothing-to-do' }
  | { type: 'target-ended'; zone: string; outcome: 'Succeeded' | 'Failed' | 'Skipped' }
  | { type: 'stop'; rollback?: boolean }
  | { type: 'gave-up'; command: Action['type'] }

type Action =
  | { type: 'resolve-targets'; byZone: boolean }
  | { type: 'fetch-bundle' }
  /** For the targets started so far: positions below `started`. Those that have ended are not touched by it. */
  | { type: 'call-off'; reason: 'stopped' | 'timed-out'; started: number }

export type DeploymentCommand = Action & Pick<DeploymentPlan, 'account' | 'region' | 'deploymentId'>

/** The longest that an in-place deployment may take (documented). */
const HOURS = 12
export const DEPLOYMENT_TIME = HOURS * 3_600_000

/** Targets started in one step, so that no single transaction grows with the fleet. */
export const STARTED_AT_ONCE = 100

export interface Advanced {
  state: DeploymentState
  commands: DeploymentCommand[]
  wakeAt?: number
  done: boolean
}

export function newDeployment(plan: DeploymentPlan): DeploymentState {
  return { plan, phase: 'created' }
}

/** The deployment after `facts` and after what the time of day brings about. Late facts change nothing. */
export function advanceDeployment(before: DeploymentState, facts: readonly DeploymentFact[], now: number): Advanced {
  const actions: Action[] = []
  let state = begin(before, actions)
  for (const fact of facts) state = apply(state, fact, now, actions)
  state = expire(state, now, actions)
  const scheduled = schedule(state, now)
  const { account, region, deploymentId } = state.plan
  const commands = actions.map((action) => ({ ...action, account, region, deploymentId }))
  return { ...scheduled, commands, done: scheduled.state.phase === 'ended' }
}

function begin(state: DeploymentState, actions: Action[]): DeploymentState {
  if (state.phase !== 'created') return state
  actions.push({ type: 'resolve-targets', byZone: state.plan.config.zonalConfig !== undefined })
  return { ...state, phase: 'resolving' }
}

function apply(state: DeploymentState, fact: DeploymentFact, now: number, actions: Action[]): DeploymentState {
  switch (fact.type) {
    case 'targets-resolved':
      return state.phase === 'resolving' ? resolved(state, fact.zones, now, actions) : state
    case 'bundle-ready':
      return state.phase === 'fetching' ? { ...state, phase: 'deploying', startedAt: now } : state
    case 'refused':
      return isWaiting(state) ? end(state, { status: 'Failed', error: fact.error }, now) : state
    case 'nothing-to-do':
      return isWaiting(state) ? end(state, { status: 'Succeeded' }, now) : state
    case 'target-ended':
      return count(state, fact)
    case 'stop':
      return stop(state, { status: 'Stopped', error: manualStop(), rollbackOnStop: fact.rollback }, now, actions)
    case 'gave-up':
      return gaveUp(state, fact.command, now, actions)
  }
}

/** Whether no target was started yet, and none may be before something is found out. */
function isWaiting(state: DeploymentState): boolean {
  return state.phase === 'resolving' || state.phase === 'fetching'
}

function resolved(
  state: DeploymentState,
  found: { name: string; total: number }[],
  now: number,
  actions: Action[],
): DeploymentState {
  const { minimumHealthyHosts, zonalConfig } = state.plan.config
  const total = found.reduce((sum, zone) => sum + zone.total, 0)
  const minimum = requiredHealthy(minimumHealthyHosts ?? { type: 'HOST_COUNT', value: 0 }, total)
  const zones = found.map(({ name, total: size }): Zone => {
    const perZone = zonalConfig?.minimumHealthyHostsPerZone
    const required = perZone?.type ? requiredHealthy({ type: perZone.type, value: perZone.value ?? 0 }, size) : 0
    return { name, total: size, minimum: required, started: 0, succeeded: 0, failed: 0, skipped: 0 }
  })
  const impossible = [{ total, minimum }, ...zones].find((part) => !canStart(part.minimum, part.total))
  if (impossible) {
    const error = healthConstraintsInvalid(impossible.minimum, impossible.total)
    return end({ ...state, fleet: { minimum, zones, current: 0 } }, { status: 'Failed', error }, now)
  }
  const known: DeploymentState = { ...state, fleet: { minimum, zones, current: 0 } }
  if (!state.plan.fetchesBundle) return { ...known, phase: 'deploying', startedAt: now }
  actions.push({ type: 'fetch-bundle' })
  return { ...known, phase: 'fetching' }
}

function count(state: DeploymentState, fact: DeploymentFact & { type: 'target-ended' }): DeploymentState {
  const { fleet } = state
  if (!fleet) return state
  const counter = { Succeeded: 'succeeded', Failed: 'failed', Skipped: 'skipped' } as const
  const zones = fleet.zones.map((zone) =>
    zone.name === fact.zone ? { ...zone, [counter[fact.outcome]]: zone[counter[fact.outcome]] + 1 } : zone,
  )
  return { ...state, fleet: { ...fleet, zones } }
}

function stop(state: DeploymentState, ending: Ending, now: number, actions: Action[]): DeploymentState {
  if (isWaiting(state)) return end(state, ending, now)
  if (state.phase !== 'deploying') return state
  if (!state.fleet || inFlight(wholeFleet(state.fleet)) === 0) return end(state, ending, now)
  const stopping: DeploymentState = { ...state, phase: 'calling-off', ending }
  actions.push(callOff(stopping))
  return stopping
}

function gaveUp(state: DeploymentState, command: Action['type'], now: number, actions: Action[]): DeploymentState {
  const refuse = (what: string) =>
    isWaiting(state) ? end(state, { status: 'Failed', error: internalError(what) }, now) : state
  switch (command) {
    case 'resolve-targets':
      return refuse('the targets of the deployment could not be found out')
    case 'fetch-bundle':
      return refuse('the revision could not be fetched')
    case 'call-off':
      if (state.phase === 'calling-off') actions.push(callOff(state))
      return state
  }
}

function callOff({ ending, fleet }: DeploymentState): Action {
  const started = fleet ? wholeFleet(fleet).started : 0
  return { type: 'call-off', reason: ending?.status === 'Stopped' ? 'stopped' : 'timed-out', started }
}

function expire(state: DeploymentState, now: number, actions: Action[]): DeploymentState {
  if (state.phase === 'ended' || now < state.plan.createdAt + DEPLOYMENT_TIME) return state
  return stop(state, { status: 'Failed', error: timeout(HOURS) }, now, actions)
}

/** Starts targets, waits, or ends. */
function schedule(state: DeploymentState, now: number): { state: DeploymentState; wakeAt?: number } {
  const overAt = state.plan.createdAt + DEPLOYMENT_TIME
  const { fleet, phase } = state
  if (phase === 'ended') return { state }
  if (phase === 'calling-off') {
    const over = !fleet || inFlight(wholeFleet(fleet)) === 0
    // No timer: each target ends by itself, at the latest after the time that an event may take.
    return over && state.ending ? { state: end(state, state.ending, now) } : { state }
  }
  if (phase !== 'deploying' || !fleet) return { state, wakeAt: overAt }
  const step = nextStep(fleet)
  switch (step.step) {
    case 'wait':
      return { state, wakeAt: overAt }
    case 'end': {
      const failed = step.outcome === 'Failed'
      return { state: end(state, { status: step.outcome, error: failed ? healthConstraints() : undefined }, now) }
    }
    case 'start': {
      const started = { ...state, fleet: start(fleet, Math.min(step.count, STARTED_AT_ONCE)) }
      return { state: started, wakeAt: step.count > STARTED_AT_ONCE ? now : overAt }
    }
    case 'next-zone': {
      const at = state.nextZoneAt ?? now + monitorTime(state)
      if (now < at) return { state: { ...state, nextZoneAt: at }, wakeAt: Math.min(at, overAt) }
      const next = { ...state, nextZoneAt: undefined, fleet: { ...fleet, current: fleet.current + 1 } }
      return schedule(next, now)
    }
  }
}

/** How long the zone that just ended is watched before the next one begins. Milliseconds. */
function monitorTime({ fleet, plan }: DeploymentState): number {
  const { firstZoneMonitorDurationInSeconds: first, monitorDurationInSeconds: any } = plan.config.zonalConfig ?? {}
  const seconds = fleet?.current === 0 ? (first ?? any) : any
  return (seconds ?? 0) * 1000
}

function start(fleet: Fleet, count: number): Fleet {
  const current = currentZone(fleet)
  const zones = fleet.zones.map((zone) => (zone === current ? { ...zone, started: zone.started + count } : zone))
  return { ...fleet, zones }
}

function end(state: DeploymentState, ending: Ending, now: number): DeploymentState {
  return { ...state, phase: 'ended', ending, endedAt: now }
}

/** Numbers of the targets that `after` has started and `before` had not: `from` up to, not including, `to`. */
export function newlyStarted(before: Fleet | undefined, after: Fleet | undefined): { from: number; to: number } {
  // Zones follow one another, so what was started in all of them is one row of numbers without gaps.
  const startedIn = (fleet: Fleet | undefined) => (fleet ? wholeFleet(fleet).started : 0)
  return { from: startedIn(before), to: startedIn(after) }
}
