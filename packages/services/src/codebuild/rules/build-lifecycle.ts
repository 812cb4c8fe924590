/**
 * What happens in a build.
 *
 *   SUBMITTED -> QUEUED -> PROVISIONING -> DOWNLOAD_SOURCE -> INSTALL -> PRE_BUILD -> BUILD -> POST_BUILD
 *                  |            |                |               |           |        (also when BUILD failed)
 *                  |            |                |               |           |                  |
 *                  |            |                '---------------'-----------'           UPLOAD_ARTIFACTS
 *                  |            |                            failed |                           |
 *                  |            |     stop, time over in any of them '----> FINALIZING <---------'
 *                  |  failed    |                                               |
 *                  '------------'-----------------> COMPLETED <-----------------'
 *
 * on-failure of a phase changes what comes after its failure; see phaseAfterFailure.
 */
import { BUILDSPEC_PHASES, type BuildspecPhase, type PhaseSpec } from '../buildspec/buildspec.ts'
import type { PhaseContext } from '../buildspec/problem.ts'
import { hasWork } from './phase-commands.ts'
import { phaseAfter, phaseAfterFailure, phaseAfterHalt } from './phase-order.ts'
import {
  type Ending,
  internalError,
  NOTHING_TO_SAY,
  type Phase,
  type PhaseRecord,
  queuedTooLong,
  timedOut,
  worst,
} from './phases.ts'

/** Settings that a build keeps from its beginning to its end. */
export interface BuildPlan {
  account: string
  region: string
  /** `<project>:<uuid>`. */
  buildId: string
  /** Milliseconds since the epoch. */
  submittedAt: number
  timeoutInMinutes: number
  queuedTimeoutInMinutes: number
}

export type PhaseSpecs = Partial<Record<BuildspecPhase, PhaseSpec>>

export interface BuildState {
  plan: BuildPlan
  phase: Phase
  /** All phases so far, in order; the last is `phase`. */
  phases: PhaseRecord[]
  /** The worst ending of a phase so far. */
  ending: Ending
  /** Of the buildspec, known once the source is there. */
  specs?: PhaseSpecs
  /** How often the present phase was tried before. */
  retries: number
  /** When the build must be over: the time that it was queued does not count. Milliseconds since the epoch. */
  dueAt?: number
}

/** What a driver says. A fact about a phase that is not the present one is late and changes nothing. */
export type BuildFact =
  /** A place is free, so the build need not wait any longer. */
  | { type: 'admitted' }
  /** The source is there and the buildspec was read. */
  | { type: 'source-ready'; specs: PhaseSpecs }
  | {
      type: 'phase-ended'
      phase: Phase
      /** The try that it is about; see the command. 0 for phases that are tried once. */
      attempt: number
      status: 'SUCCEEDED' | 'FAILED' | 'FAULT'
      contexts: PhaseContext[]
      /** For RETRY with a pattern: whether it matches the output. */
      patternMatched?: boolean
    }
  | { type: 'stop' }
  | { type: 'gave-up'; command: Action['type']; phase?: Phase }

type Action =
  /** Say `admitted` when the project and the account have a place for one more build. */
  | { type: 'admit' }
  | { type: 'provision' }
  | { type: 'download-source' }
  /** Commands of the customer, by `nextCommand`. `succeeding`: CODEBUILD_BUILD_SUCCEEDING. */
  | { type: 'run-phase'; phase: BuildspecPhase; spec: PhaseSpec; attempt: number; succeeding: boolean }
  /** Reports, cache and artifacts. */
  | { type: 'upload-artifacts'; succeeding: boolean }
  /** End whatever still runs, close the log, and answer `phase-ended` of FINALIZING. */
  | { type: 'finalize' }
  /** Leave nothing behind. The last command of every build that was provisioned for; nobody waits for it. */
  | { type: 'release' }

export type BuildCommand = Action & Pick<BuildPlan, 'account' | 'region' | 'buildId'>

export interface AdvancedBuild {
  state: BuildState
  commands: BuildCommand[]
  wakeAt?: number
  done: boolean
}

const MINUTE = 60_000
/** Taking a build down must not keep it from ending. */
const FINALIZING_TIME = 10 * MINUTE

/** As StartBuild answers it: SUBMITTED is over, QUEUED has begun (observed). */
export function newBuild(plan: BuildPlan): BuildState {
  const at = plan.submittedAt
  const submitted: PhaseRecord = { phase: 'SUBMITTED', startedAt: at, endedAt: at, status: 'SUCCEEDED', contexts: [] }
  const queued: PhaseRecord = { phase: 'QUEUED', startedAt: at, contexts: [] }
  return { plan, phase: 'QUEUED', phases: [submitted, queued], ending: 'SUCCEEDED', retries: 0 }
}

export function isOver(state: BuildState): boolean {
  return state.phase === 'COMPLETED'
}

/** The build after `facts` and after what the time of day brings about. `first`: nothing was done for it yet. */
export function advanceBuild(
  before: BuildState,
  facts: readonly BuildFact[],
  now: number,
  { first = false } = {},
): AdvancedBuild {
  const actions: Action[] = first ? [{ type: 'admit' }] : []
  let state = before
  for (const fact of facts) state = apply(expire(state, now, actions), fact, now, actions)
  state = expire(state, now, actions)
  const { account, region, buildId } = state.plan
  const commands = actions.map((action) => ({ ...action, account, region, buildId }))
  return { state, commands, wakeAt: deadline(state), done: isOver(state) }
}

function apply(state: BuildState, fact: BuildFact, now: number, actions: Action[]): BuildState {
  if (isOver(state)) return state
  switch (fact.type) {
    case 'admitted':
      return state.phase === 'QUEUED' ? admitted(state, now, actions) : state
    case 'source-ready':
      if (state.phase !== 'DOWNLOAD_SOURCE') return state
      return leave({ ...state, specs: fact.specs }, 'SUCCEEDED', [], 'INSTALL', now, actions)
    case 'phase-ended':
      return fact.phase === state.phase && fact.attempt === state.retries ? ended(state, fact, now, actions) : state
    case 'stop':
      return halt(state, 'STOPPED', [], now, actions)
    case 'gave-up':
      return gaveUp(state, fact, now, actions)
  }
}

function admitted(state: BuildState, now: number, actions: Action[]): BuildState {
  const dueAt = now + state.plan.timeoutInMinutes * MINUTE
  return leave({ ...state, dueAt }, 'SUCCEEDED', [], 'PROVISIONING', now, actions)
}

function ended(
  state: BuildState,
  { status, contexts, patternMatched }: Extract<BuildFact, { type: 'phase-ended' }>,
  now: number,
  actions: Action[],
): BuildState {
  // These end by facts of their own, unless they end badly.
  if (status === 'SUCCEEDED' && (state.phase === 'QUEUED' || state.phase === 'DOWNLOAD_SOURCE')) return state
  if (status === 'SUCCEEDED') return leave(state, status, contexts, phaseAfter(state.phase), now, actions)
  const onFailure = specOf(state)?.onFailure
  if (status === 'FAILED' && onFailure?.type === 'RETRY' && state.retries < onFailure.attempts) {
    const again = onFailure.pattern === undefined || patternMatched === true
    if (again) return begin({ ...state, retries: state.retries + 1 }, now, actions)
  }
  // What the control plane could not do is no failure that a buildspec speaks of.
  const next = phaseAfterFailure(state.phase, status === 'FAILED' ? onFailure : undefined)
  return leave(state, status, contexts, next, now, actions)
}

/** Ends the build in the middle. Once it is being taken down there is nothing left to end. */
function halt(
  state: BuildState,
  status: 'STOPPED' | 'TIMED_OUT',
  contexts: PhaseContext[],
  now: number,
  actions: Action[],
): BuildState {
  if (isOver(state) || state.phase === 'FINALIZING') return state
  return leave(state, status, contexts, phaseAfterHalt(state.phase), now, actions)
}

const DOING: Record<Action['type'], { phase?: Phase; words: string }> = {
  admit: { phase: 'QUEUED', words: 'find a place for the build' },
  provision: { phase: 'PROVISIONING', words: 'provision the build environment' },
  'download-source': { phase: 'DOWNLOAD_SOURCE', words: 'download the source' },
  'run-phase': { words: 'run the commands of the phase' },
  'upload-artifacts': { phase: 'UPLOAD_ARTIFACTS', words: 'upload the artifacts' },
  finalize: { phase: 'FINALIZING', words: 'take the build environment down' },
  release: { words: 'take the build environment down' },
}

function gaveUp(
  state: BuildState,
  { command, phase }: Extract<BuildFact, { type: 'gave-up' }>,
  now: number,
  actions: Action[],
): BuildState {
  const { phase: own, words } = DOING[command]
  if (command === 'release' || (phase ?? own) !== state.phase) return state
  const next = phaseAfterFailure(state.phase, undefined)
  return leave(state, 'FAULT', [internalError(words)], next, now, actions)
}

function expire(state: BuildState, now: number, actions: Action[]): BuildState {
  const at = deadline(state)
  if (at === undefined || now < at) return state
  const { queuedTimeoutInMinutes, timeoutInMinutes } = state.plan
  if (state.phase === 'QUEUED') return halt(state, 'TIMED_OUT', [queuedTooLong(queuedTimeoutInMinutes)], now, actions)
  if (state.phase !== 'FINALIZING') return halt(state, 'TIMED_OUT', [timedOut(timeoutInMinutes)], now, actions)
  return leave(state, 'FAULT', [internalError(DOING.finalize.words)], 'COMPLETED', now, actions)
}

/** When the present phase must be over. Milliseconds since the epoch. */
function deadline(state: BuildState): number | undefined {
  const began = state.phases.at(-1)?.startedAt ?? state.plan.submittedAt
  switch (state.phase) {
    case 'COMPLETED':
      return undefined
    case 'QUEUED':
      return state.plan.submittedAt + state.plan.queuedTimeoutInMinutes * MINUTE
    case 'FINALIZING':
      return began + FINALIZING_TIME
    default:
      return state.dueAt ?? began + state.plan.timeoutInMinutes * MINUTE
  }
}

/** Closes the present phase and begins `next`. */
function leave(
  state: BuildState,
  status: Ending,
  contexts: PhaseContext[],
  next: Phase,
  now: number,
  actions: Action[],
): BuildState {
  const said = contexts.length > 0 ? contexts : [NOTHING_TO_SAY]
  const phases = state.phases.map(
    (record, index): PhaseRecord =>
      // A clock that was set back must not make a phase end before it began.
      index === state.phases.length - 1
        ? { ...record, endedAt: Math.max(now, record.startedAt), status, contexts: said }
        : record,
  )
  const last = phases.at(-1)
  const startedAt = last?.endedAt ?? now
  return begin(
    {
      ...state,
      phase: next,
      retries: 0,
      phases: [...phases, { phase: next, startedAt, contexts: [] }],
      ending: worst(state.ending, status),
    },
    now,
    actions,
  )
}

/** Says what is to be done in the present phase. One without commands is over at once. */
function begin(state: BuildState, now: number, actions: Action[]): BuildState {
  const { phase } = state
  const succeeding = state.ending === 'SUCCEEDED'
  switch (phase) {
    case 'PROVISIONING':
      actions.push({ type: 'provision' })
      return state
    case 'DOWNLOAD_SOURCE':
      actions.push({ type: 'download-source' })
      return state
    case 'UPLOAD_ARTIFACTS':
      actions.push({ type: 'upload-artifacts', succeeding })
      return state
    case 'FINALIZING':
      actions.push({ type: 'finalize' })
      return state
    case 'COMPLETED':
      if (state.phases.some((record) => record.phase === 'PROVISIONING')) actions.push({ type: 'release' })
      return state
    case 'SUBMITTED':
    case 'QUEUED':
      return state
    default: {
      const spec = specOf(state)
      if (!spec || !hasWork(spec)) return leave(state, 'SUCCEEDED', [], phaseAfter(phase), now, actions)
      actions.push({ type: 'run-phase', phase, spec, attempt: state.retries, succeeding })
      return state
    }
  }
}

function specOf({ phase, specs }: BuildState): PhaseSpec | undefined {
  const name = BUILDSPEC_PHASES.find((each) => each === phase)
  return name && specs?.[name]
}
