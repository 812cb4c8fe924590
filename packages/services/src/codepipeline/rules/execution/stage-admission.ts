/**
 * Which executions of a pipeline are in which stage, and which wait in front of it.
 *
 *   arrives --> waits --way open, and stage free or PARALLEL--> admitted --> leaves (for the next stage, or for good)
 *                 |                                                              |
 *                 '--SUPERSEDED, and a newer one arrives--> superseded           '--failed or stopped--> may return,
 *                                                                                   until another one was admitted
 *
 * One of these for each pipeline; every execution tells it where it goes and is told what it may do. Both sides send
 * within the transaction of the step that decided, and each message arrives once; but messages of the two may cross, so
 * either takes what comes too late for nothing.
 */
import type { ExecutionMode } from '@aws-sdk/client-codepipeline'

/** An execution, and its place in the order of starts. */
export interface Entrant {
  executionId: string
  number: number
  /** Of this request of the execution; the answer repeats it. */
  ticket: number
}

export interface StageAdmission {
  name: string
  /** Those in the stage: at most one, but for PARALLEL. */
  holders: Entrant[]
  /** Those in front of it, the oldest first. At most one when SUPERSEDED. */
  waiting: Entrant[]
  /** The transition into the stage is disabled. */
  closed: boolean
  /** Who failed or was stopped in here and may return, as nobody was admitted since. Not kept when PARALLEL. */
  failed?: Entrant
}

export interface AdmissionState {
  version: number
  mode: ExecutionMode
  stages: StageAdmission[]
  deleted: boolean
  /** What the last step says to executions, in order. */
  messages: AdmissionMessage[]
}

export type AdmissionFact =
  /** An execution of that version of the pipeline leaves a stage, arrives in front of one, or both. */
  | ({ type: 'moved'; version: number; from?: string; failed?: boolean; to?: string } & Entrant)
  /** It failed or was stopped in that stage, and is to be retried. */
  | ({ type: 'returned'; version: number; stage: string } & Entrant)
  | { type: 'transition'; stage: string; closed: boolean }
  /** A new version of the definition. What runs or waits is of an older one. */
  | { type: 'redefined'; version: number; mode: ExecutionMode; stages: string[] }
  | { type: 'deleted' }

export type AdmissionMessage = { executionId: string } & (
  | { type: 'admitted'; ticket: number }
  | { type: 'superseded' }
  | { type: 'return-refused'; ticket: number }
  /** Another one was admitted to the stage that it failed in. */
  | { type: 'overtaken'; stage: string }
  /** Its version is not the current one any more. */
  | { type: 'outdated' }
)

export function newAdmission(version: number, mode: ExecutionMode, stages: readonly string[]): AdmissionState {
  return { version, mode, stages: stages.map(emptyStage), deleted: false, messages: [] }
}

const emptyStage = (name: string): StageAdmission => ({ name, holders: [], waiting: [], closed: false })

/** The state after `facts`, with what it says to executions because of them. */
export function advanceAdmission(before: AdmissionState, facts: readonly AdmissionFact[]): AdmissionState {
  // A copy of our own, which the functions below change in place.
  const state: AdmissionState = { ...structuredClone(before), messages: [] }
  for (const fact of facts) apply(state, fact)
  return state
}

function apply(state: AdmissionState, fact: AdmissionFact): void {
  switch (fact.type) {
    case 'moved':
      moved(state, fact)
      return
    case 'returned':
      returned(state, fact)
      return
    case 'transition': {
      const stage = state.stages.find(({ name }) => name === fact.stage)
      if (!stage) return
      stage.closed = fact.closed
      settle(state, stage)
      return
    }
    case 'redefined':
      redefine(state, fact)
      return
    case 'deleted':
      outdateAll(state)
      state.deleted = true
  }
}

function moved(state: AdmissionState, fact: AdmissionFact & { type: 'moved' }): void {
  const { executionId, number, ticket, from, to } = fact
  const entrant = { executionId, number, ticket }
  const left = state.stages.find(({ name }) => name === from)
  if (left) leave(state, left, entrant, fact.failed ?? false)
  if (to === undefined) return
  const stage = state.stages.find(({ name }) => name === to)
  if (state.deleted || fact.version !== state.version || !stage) {
    state.messages.push({ type: 'outdated', executionId })
    return
  }
  // Older ones first, whatever the order in which they come.
  stage.waiting = [...stage.waiting, entrant].sort((one, other) => one.number - other.number)
  settle(state, stage)
}

function leave(state: AdmissionState, stage: StageAdmission, entrant: Entrant, failed: boolean): void {
  const isOther = (other: Entrant) => other.executionId !== entrant.executionId
  const held = !stage.holders.every(isOther)
  stage.holders = stage.holders.filter(isOther)
  stage.waiting = stage.waiting.filter(isOther)
  if (held && failed && state.mode !== 'PARALLEL') stage.failed = entrant
  settle(state, stage)
}

function returned(
  state: AdmissionState,
  { executionId, number, ticket, stage: name, version }: AdmissionFact & { type: 'returned' },
): void {
  const stage = state.stages.find((each) => each.name === name)
  const mayReturn =
    stage &&
    !state.deleted &&
    version === state.version &&
    (state.mode === 'PARALLEL' || (stage.failed?.executionId === executionId && stage.holders.length === 0))
  if (!mayReturn) {
    state.messages.push({ type: 'return-refused', ticket, executionId })
    return
  }
  // It had come in already, so a transition that was disabled since does not hold it.
  admit(state, stage, { executionId, number, ticket })
}

/** Admits who may go in, then lets the newest of those who still wait supersede the others. */
function settle(state: AdmissionState, stage: StageAdmission): void {
  for (;;) {
    const [next] = stage.waiting
    const isFree = state.mode === 'PARALLEL' || stage.holders.length === 0
    if (!next || stage.closed || !isFree) break
    stage.waiting = stage.waiting.slice(1)
    admit(state, stage, next)
  }
  if (state.mode !== 'SUPERSEDED') return
  for (const { executionId } of stage.waiting.slice(0, -1)) state.messages.push({ type: 'superseded', executionId })
  stage.waiting = stage.waiting.slice(-1)
}

function admit(state: AdmissionState, stage: StageAdmission, entrant: Entrant): void {
  const { failed } = stage
  if (failed && failed.executionId !== entrant.executionId) {
    state.messages.push({ type: 'overtaken', stage: stage.name, executionId: failed.executionId })
  }
  stage.failed = undefined
  stage.holders = [...stage.holders, entrant]
  state.messages.push({ type: 'admitted', ticket: entrant.ticket, executionId: entrant.executionId })
}

/** Nobody waits any more; who is in a stage stays there until it leaves, also when the stage is no more. */
function redefine(state: AdmissionState, { version, mode, stages }: AdmissionFact & { type: 'redefined' }): void {
  outdateAll(state)
  const kept = state.stages.filter(({ name, holders }) => holders.length > 0 && !stages.includes(name))
  const known = new Map(state.stages.map((stage) => [stage.name, stage]))
  state.stages = [...stages.map((name) => known.get(name) ?? emptyStage(name)), ...kept]
  state.version = version
  state.mode = mode
}

function outdateAll(state: AdmissionState): void {
  for (const stage of state.stages) {
    const known = [...stage.holders, ...stage.waiting, ...(stage.failed ? [stage.failed] : [])]
    for (const { executionId } of known) state.messages.push({ type: 'outdated', executionId })
    stage.waiting = []
    stage.failed = undefined
  }
}
