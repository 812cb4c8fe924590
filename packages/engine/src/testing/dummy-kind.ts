import type { Act, RunKind, Step } from '../run-kind.ts'

/** From outside: what to do, when to look again, whether to end. */
export interface Order {
  type: 'order'
  id: string
  /** Names of commands to perform. */
  perform?: string[]
  /** Milliseconds from now. */
  wakeIn?: number
  /** Id of a run that is to be told of this order. */
  tell?: string
  finish?: boolean
}

export type DummyFact =
  | Order
  | { type: 'told'; id: string }
  | { type: 'performed'; command: string; key: string }
  | { type: 'failed'; command: string; message: string }

/** Remembers all that ever reached the run, so that a test can see what was lost, doubled or made up. */
export interface DummyState {
  history: Array<{ facts: DummyFact[]; now: number }>
  alarms: number[]
  rang: number
}

export const initialState: DummyState = { history: [], alarms: [], rang: 0 }

export function next(state: DummyState, facts: DummyFact[], now: number): Step<DummyState, string> {
  const orders = facts.filter((fact) => fact.type === 'order')
  const set = orders.flatMap((order) => (order.wakeIn === undefined ? [] : [now + order.wakeIn]))
  const alarms = [...state.alarms, ...set].filter((time) => time > now).toSorted((a, b) => a - b)
  const rang = state.rang + state.alarms.filter((time) => time <= now).length
  return {
    state: { history: [...state.history, { facts, now }], alarms, rang },
    commands: orders.flatMap((order) => order.perform ?? []),
    wakeAt: alarms[0],
    done: orders.some((order) => order.finish),
  }
}

/** A run kind that does as ordered, over a world whose failures the test switches on. */
export class Dummy {
  readonly performed: Array<{ command: string; key: string; attempt: number }> = []
  /** Set by the test: throw, or wait, to have a command fail or hang. */
  behave: (command: string, act: Act) => Promise<void> | void = () => undefined
  /** Set by the test: called for each step, in its transaction. */
  project: NonNullable<RunKind<DummyState, DummyFact, string>['project']> = async () => undefined

  /** Exactly how often each command was performed to its end. */
  count(command: string): number {
    return this.performed.filter((one) => one.command === command).length
  }

  readonly kind: RunKind<DummyState, DummyFact, string> = {
    kind: 'test.dummy',
    next,
    project: (db, run, before) => this.project(db, run, before),
    perform: async (command, act) => {
      await this.behave(command, act)
      this.performed.push({ command, key: act.key, attempt: act.attempt })
      return [{ type: 'performed', command, key: act.key }]
    },
    failed: (command, error) => [
      { type: 'failed', command, message: error instanceof Error ? error.message : String(error) },
    ],
  }
}

/** All facts that ever reached a run, in order. */
export function factsOf(state: unknown): DummyFact[] {
  return (state as DummyState).history.flatMap(({ facts }) => facts)
}
