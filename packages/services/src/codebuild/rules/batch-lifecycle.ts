/**
 * What happens in a batch of builds.
 *
 *   SUBMITTED -> DOWNLOAD_BATCHSPEC -> IN_PROGRESS --all over--> COMBINE_ARTIFACTS -> SUCCEEDED
 *                        | failed           | a build failed that counts -----------> FAILED
 *                        '----------------- | --------------------------------------> FAILED
 *                                           '- stop, time over: the rest is stopped -> STOPPED, FAILED
 */
import type { BatchGroup } from '../batch/batch-groups.ts'
import type { PhaseContext } from '../buildspec/problem.ts'
import { type Ending, internalError, NOTHING_TO_SAY, timedOut } from './phases.ts'
import { stableUuid } from './stable-uuid.ts'

export type BatchPhase =
  | 'SUBMITTED'
  | 'DOWNLOAD_BATCHSPEC'
  | 'IN_PROGRESS'
  | 'COMBINE_ARTIFACTS'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'STOPPED'

export interface BatchPhaseRecord {
  phase: BatchPhase
  /** Milliseconds since the epoch. */
  startedAt: number
  endedAt?: number
  status?: Ending
  contexts: PhaseContext[]
}

export interface BatchPlan {
  account: string
  region: string
  /** `<project>:<uuid>`. */
  batchId: string
  /** Milliseconds since the epoch. */
  submittedAt: number
  timeoutInMinutes: number
  combineArtifacts: boolean
  /** How often the batch was retried before. */
  attempt: number
}

/** One build of the batch. `skipped`: what it depends on has failed, or the batch ended before its turn. */
export interface GroupState {
  group: BatchGroup
  build: 'waiting' | 'running' | 'skipped' | Ending
  /** `<project>:<uuid>` of the builds that were started for it: the last is the present one. */
  buildIds: string[]
}

export interface BatchState {
  plan: BatchPlan
  phase: BatchPhase
  phases: BatchPhaseRecord[]
  /** In an order in which each stands after those it depends on; see batchGroups. */
  groups: GroupState[]
  fastFail: boolean
  /** What the source turned out to be: all builds get the same. */
  resolvedSourceVersion?: string
  /** How it will end when the builds that run have ended; undefined while that is open. */
  halting?: { ending: Exclude<Ending, 'SUCCEEDED'>; contexts: PhaseContext[] }
  /** How it ended. */
  ending?: Ending
}

export type BatchFact =
  | { type: 'batchspec-ready'; groups: BatchGroup[]; fastFail: boolean; resolvedSourceVersion?: string }
  | { type: 'batchspec-failed'; contexts: PhaseContext[] }
  | { type: 'build-ended'; identifier: string; ending: Ending }
  | { type: 'artifacts-combined' }
  | { type: 'combining-failed'; contexts: PhaseContext[] }
  | { type: 'stop' }
  | { type: 'gave-up'; command: Action['type']; identifier?: string }

type Action =
  | { type: 'download-batchspec' }
  | { type: 'start-build'; group: BatchGroup; buildId: string; resolvedSourceVersion?: string }
  /** Answered by the `build-ended` of that build. */
  | { type: 'stop-build'; identifier: string; buildId: string }
  | { type: 'combine-artifacts' }

export type BatchCommand = Action & Pick<BatchPlan, 'account' | 'region' | 'batchId'>

export interface AdvancedBatch {
  state: BatchState
  commands: BatchCommand[]
  wakeAt?: number
  done: boolean
}

const MINUTE = 60_000

export function newBatch(plan: BatchPlan): BatchState {
  const at = plan.submittedAt
  const submitted: BatchPhaseRecord = {
    phase: 'SUBMITTED',
    startedAt: at,
    endedAt: at,
    status: 'SUCCEEDED',
    contexts: [],
  }
  const next: BatchPhaseRecord = { phase: 'DOWNLOAD_BATCHSPEC', startedAt: at, contexts: [] }
  return { plan, phase: 'DOWNLOAD_BATCHSPEC', phases: [submitted, next], groups: [], fastFail: false }
}

/**
 * A batch that is done again: all of its builds, or those that have not succeeded. What its specification says is known
 * already; one that never was is downloaded first.
 */
export function retriedBatch(plan: BatchPlan, before: Retried, only: 'all' | 'failed'): BatchState {
  const fresh = newBatch(plan)
  if (before.groups.length === 0) return fresh
  const groups = before.groups.map(
    (each): GroupState => (only === 'failed' && each.build === 'SUCCEEDED' ? each : { ...each, build: 'waiting' }),
  )
  const { fastFail, resolvedSourceVersion } = before
  return enter({ ...fresh, groups, fastFail, resolvedSourceVersion }, 'IN_PROGRESS', 'SUCCEEDED', [], plan.submittedAt)
}

type Retried = Pick<BatchState, 'groups' | 'fastFail' | 'resolvedSourceVersion'>

/** The id of a build of a batch: the same each time it is asked for, another one in each attempt. */
function buildIdOf({ batchId, attempt }: BatchPlan, identifier: string): string {
  const project = batchId.slice(0, batchId.lastIndexOf(':'))
  return `${project}:${stableUuid(`${batchId} ${attempt} ${identifier}`)}`
}

/** The batch after `facts` and after what the time of day brings about. `first`: nothing was done for it yet. */
export function advanceBatch(
  before: BatchState,
  facts: readonly BatchFact[],
  now: number,
  { first = false } = {},
): AdvancedBatch {
  const actions: Action[] = first ? [{ type: 'download-batchspec' }] : []
  let state = before
  for (const fact of facts) state = apply(state, fact, now, actions)
  state = schedule(expire(state, now, actions), now, actions)
  const { account, region, batchId } = state.plan
  const commands = actions.map((action) => ({ ...action, account, region, batchId }))
  const done = state.ending !== undefined
  // While the last builds are being stopped each of them ends by itself, at the latest by its own time limit.
  const wakeAt = done || state.halting ? undefined : dueAt(state)
  return { state, commands, wakeAt, done }
}

const dueAt = ({ plan }: BatchState) => plan.submittedAt + plan.timeoutInMinutes * MINUTE

function apply(state: BatchState, fact: BatchFact, now: number, actions: Action[]): BatchState {
  if (state.ending) return state
  switch (fact.type) {
    case 'batchspec-ready': {
      if (state.phase !== 'DOWNLOAD_BATCHSPEC') return state
      const groups = fact.groups.map((group): GroupState => ({ group, build: 'waiting', buildIds: [] }))
      const { fastFail, resolvedSourceVersion } = fact
      return enter({ ...state, groups, fastFail, resolvedSourceVersion }, 'IN_PROGRESS', 'SUCCEEDED', [], now)
    }
    case 'batchspec-failed':
      return state.phase === 'DOWNLOAD_BATCHSPEC' ? end(state, 'FAILED', fact.contexts, now) : state
    case 'build-ended':
      return buildEnded(state, fact, actions)
    case 'artifacts-combined':
      return state.phase === 'COMBINE_ARTIFACTS' ? end(state, 'SUCCEEDED', [], now) : state
    case 'combining-failed':
      return state.phase === 'COMBINE_ARTIFACTS' ? end(state, 'FAILED', fact.contexts, now) : state
    case 'stop':
      return halt(state, 'STOPPED', [], actions)
    case 'gave-up':
      return gaveUp(state, fact, now, actions)
  }
}

function buildEnded(
  state: BatchState,
  { identifier, ending }: { identifier: string; ending: Ending },
  actions: Action[],
): BatchState {
  const found = state.groups.find(({ group, build }) => group.identifier === identifier && build === 'running')
  if (!found) return state
  const groups = state.groups.map((each) => (each === found ? { ...each, build: ending } : each))
  const failed = ending !== 'SUCCEEDED' && !found.group.ignoreFailure
  return failed && state.fastFail ? halt({ ...state, groups }, 'FAILED', [], actions) : { ...state, groups }
}

/** Starts no more and stops what runs. The first reason stays. */
function halt(
  state: BatchState,
  ending: Exclude<Ending, 'SUCCEEDED'>,
  contexts: PhaseContext[],
  actions: Action[],
): BatchState {
  if (state.halting || state.ending) return state
  for (const each of state.groups) if (each.build === 'running') actions.push(stopBuild(each))
  const groups = state.groups.map(
    (each): GroupState => (each.build === 'waiting' ? { ...each, build: 'skipped' } : each),
  )
  return { ...state, groups, halting: { ending, contexts } }
}

function gaveUp(
  state: BatchState,
  { command, identifier }: Extract<BatchFact, { type: 'gave-up' }>,
  now: number,
  actions: Action[],
): BatchState {
  switch (command) {
    case 'download-batchspec':
      if (state.phase !== 'DOWNLOAD_BATCHSPEC') return state
      return end(state, 'FAULT', [internalError('download the batch specification')], now)
    case 'start-build':
      return buildEnded(state, { identifier: identifier ?? '', ending: 'FAULT' }, actions)
    case 'stop-build':
      // A build that cannot be stopped ends by itself, at the latest when its own time is over.
      return state
    case 'combine-artifacts':
      if (state.phase !== 'COMBINE_ARTIFACTS') return state
      return end(state, 'FAULT', [internalError('combine the artifacts')], now)
  }
}

function expire(state: BatchState, now: number, actions: Action[]): BatchState {
  if (now < dueAt(state)) return state
  return halt(state, 'TIMED_OUT', [timedOut(state.plan.timeoutInMinutes)], actions)
}

/** Starts every build whose turn it is, or ends the batch when nothing is left. */
function schedule(state: BatchState, now: number, actions: Action[]): BatchState {
  if (state.ending) return state
  if (state.halting && !state.groups.some(({ build }) => build === 'running')) {
    return end(state, state.halting.ending, state.halting.contexts, now)
  }
  if (state.phase !== 'IN_PROGRESS' || state.halting) return state
  const groups: GroupState[] = []
  // Dependencies stand before what depends on them, so one way through the list is enough.
  for (const each of state.groups) groups.push(each.build === 'waiting' ? turn(each, state, groups, actions) : each)
  const next = { ...state, groups }
  if (groups.some(({ build }) => build === 'running')) return next
  const failed = groups.some(
    ({ group, build }) => build === 'skipped' || (build !== 'SUCCEEDED' && !group.ignoreFailure),
  )
  if (failed) return end(next, 'FAILED', [], now)
  if (!state.plan.combineArtifacts) return end(next, 'SUCCEEDED', [], now)
  actions.push({ type: 'combine-artifacts' })
  return enter(next, 'COMBINE_ARTIFACTS', 'SUCCEEDED', [], now)
}

const stopBuild = ({ group, buildIds }: GroupState): Action => ({
  type: 'stop-build',
  identifier: group.identifier,
  buildId: buildIds.at(-1) ?? '',
})

function turn(
  each: GroupState,
  { plan, resolvedSourceVersion }: BatchState,
  before: readonly GroupState[],
  actions: Action[],
): GroupState {
  const needed = before.filter(({ group }) => each.group.dependOn.includes(group.identifier))
  const isGood = ({ group, build }: GroupState) =>
    build === 'SUCCEEDED' || (group.ignoreFailure && build !== 'waiting' && build !== 'running' && build !== 'skipped')
  if (needed.some((one) => one.build === 'waiting' || one.build === 'running')) return each
  if (!needed.every(isGood)) return { ...each, build: 'skipped' }
  const buildId = buildIdOf(plan, each.group.identifier)
  actions.push({ type: 'start-build', group: each.group, buildId, resolvedSourceVersion })
  return { ...each, build: 'running', buildIds: [...each.buildIds, buildId] }
}

function end(state: BatchState, ending: Ending, contexts: PhaseContext[], now: number): BatchState {
  const last = ending === 'SUCCEEDED' || ending === 'STOPPED' ? ending : 'FAILED'
  return { ...enter(state, last, ending, contexts, now), ending, halting: undefined }
}

/** Closes the present phase and opens the next. The last one stays open, as COMPLETED of a build does. */
function enter(state: BatchState, next: BatchPhase, status: Ending, contexts: PhaseContext[], now: number): BatchState {
  const said = contexts.length > 0 ? contexts : [NOTHING_TO_SAY]
  const phases = state.phases.map(
    (record, index): BatchPhaseRecord =>
      index === state.phases.length - 1
        ? { ...record, endedAt: Math.max(now, record.startedAt), status, contexts: said }
        : record,
  )
  const startedAt = phases.at(-1)?.endedAt ?? now
  return { ...state, phase: next, phases: [...phases, { phase: next, startedAt, contexts: [] }] }
}
