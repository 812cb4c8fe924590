/**
 * How one action, or one rule of a condition, is carried out at its provider.
 *
 *   new --> starting --answered: waiting--> waiting <--answered: waiting-- checking
 *    |       |                                 '---time, or told to look---->'  |
 *    |       '--answered: succeeded, failed--> ended <--------------------------'
 *    '--known to be impossible--> ended          ^--- abandoned, from anywhere
 *
 * Its time limit is kept by whoever has begun it, who then abandons it.
 */
import type { ActionOutcome, ExternalExecution } from '../../providers/provider.ts'
import type { ActionError } from './execution-state.ts'

export type ActionEnd =
  | Pick<ActionOutcome & { type: 'succeeded' }, 'type' | 'outputVariables' | 'revision'>
  | Pick<ActionOutcome & { type: 'failed' }, 'type' | 'error'>
  /** Nobody waits for it any more. `error`: it took too long. */
  | { type: 'abandoned'; error?: ActionError }

export interface ActionWork {
  phase: 'new' | 'starting' | 'waiting' | 'checking' | 'ended'
  /** What is known of the thing that it waits for. */
  external: ExternalExecution
  /** What its provider wants to know again. */
  memory?: Record<string, string>
  /** While waiting: when its provider looks again, in milliseconds since the epoch; absent: only when told to. */
  checkAt?: number
  /** It was told to look again while it was looking: what it saw then may be older. */
  again: boolean
  end?: ActionEnd
}

export type ActionFact =
  /** By its provider, or in its place by whoever answers an approval. */
  | { type: 'answered'; outcome: ActionOutcome }
  /** The thing waited for is said to have ended. */
  | { type: 'look-again' }
  | { type: 'abandon'; error?: ActionError }

export type ActionCommand = { type: 'start' } | { type: 'check' } | { type: 'abandon' }

export interface AdvancedAction {
  work: ActionWork
  commands: ActionCommand[]
  wakeAt?: number
}

/** What is to be carried out: `failure` when that is known to be impossible already. */
export const newActionWork = (failure?: ActionError): ActionWork => ({
  phase: failure ? 'ended' : 'new',
  external: {},
  again: false,
  end: failure && { type: 'failed', error: failure },
})

/** The work after `facts` and after what the time of day brings about. Late facts change nothing. */
export function advanceAction(before: ActionWork, facts: readonly ActionFact[], now: number): AdvancedAction {
  let work = before
  const commands: ActionCommand[] = []
  if (work.phase === 'new') {
    work = { ...work, phase: 'starting' }
    commands.push({ type: 'start' })
  }
  for (const fact of facts) {
    if (work.phase === 'ended') break
    work = apply(work, fact, now)
    if (work.end?.type === 'abandoned') commands.push({ type: 'abandon' })
  }
  if (work.phase === 'waiting' && work.checkAt !== undefined && work.checkAt <= now) {
    work = { ...work, phase: 'checking', checkAt: undefined }
    commands.push({ type: 'check' })
  }
  return { work, commands, wakeAt: work.phase === 'waiting' ? work.checkAt : undefined }
}

function apply(work: ActionWork, fact: ActionFact, now: number): ActionWork {
  switch (fact.type) {
    case 'answered':
      return answered(work, fact.outcome, now)
    case 'look-again':
      return work.phase === 'waiting' ? { ...work, checkAt: now } : { ...work, again: true }
    case 'abandon':
      return { ...work, phase: 'ended', checkAt: undefined, end: { type: 'abandoned', error: fact.error } }
  }
}

function answered(work: ActionWork, outcome: ActionOutcome, now: number): ActionWork {
  const external = { ...work.external, ...known(outcome) }
  const ended = { ...work, external, phase: 'ended' as const, checkAt: undefined }
  switch (outcome.type) {
    case 'waiting': {
      // Until its id is kept nobody can tell that it has ended, so it is looked at once as soon as it is.
      const isNews = external.externalExecutionId !== work.external.externalExecutionId
      const checkAt = work.again || isNews ? now : nextCheck(outcome, now)
      const memory = outcome.memory ?? work.memory
      return { ...work, phase: 'waiting', external, memory, checkAt, again: false }
    }
    case 'succeeded': {
      const { outputVariables, revision } = outcome
      return { ...ended, end: { type: 'succeeded', outputVariables, revision } }
    }
    case 'failed':
      return { ...ended, end: { type: 'failed', error: outcome.error } }
  }
}

/** Not at once again: a provider that asks for that would keep the machine busy. */
const SHORTEST_PAUSE = 100

const nextCheck = ({ checkAfter }: ActionOutcome & { type: 'waiting' }, now: number): number | undefined =>
  checkAfter === undefined ? undefined : now + Math.max(checkAfter, SHORTEST_PAUSE)

/** What an answer does not speak of stays as it was. */
function known(outcome: ActionOutcome): ExternalExecution {
  const { externalExecutionId, externalExecutionUrl, summary, percentComplete } = outcome
  const told = { externalExecutionId, externalExecutionUrl, summary, percentComplete }
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined))
}
