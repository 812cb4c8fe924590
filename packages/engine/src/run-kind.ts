import type { Database } from '@towpath/storage'

/** What {@link RunKind.next} decides. */
export interface Step<State, Command> {
  state: State
  /** To be performed once this is committed: in any order, several at the same time. */
  commands: Command[]
  /**
   * Call again, with no facts, at this time (milliseconds since the epoch) if nothing came before. Each step sets it
   * anew; absent means never. A time that is not in the future means the next millisecond.
   */
  wakeAt?: number
  /** Nothing comes after this: later facts are ignored, the commands of this step are still performed. */
  done?: boolean
}

/** What {@link RunKind.perform} is told besides the command. */
export interface Act {
  runId: string
  /** The same each time this command is performed: hand it to whatever can tell a repetition by it. */
  key: string
  /** 1 the first time. */
  attempt: number
  /** Aborted when the engine stops and has waited long enough. What is then rejected is performed again later. */
  signal: AbortSignal
}

/**
 * A kind of durable run: a deployment, one target of it, a pipeline execution, a build.
 *
 * ```
 *   facts ──▶ next ──▶ state, timer          one transaction
 *               └────▶ commands (outbox)   ┘
 *                          └──▶ perform ──▶ facts ──▶ next …
 * ```
 * State, facts and commands are kept as JSON and must survive the way there and back.
 */
export interface RunKind<State, Fact, Command> {
  /** Names the kind in the database: `codedeploy.deployment`. Never changes while such runs exist. */
  kind: string
  /**
   * Decides what follows from `facts`. Pure: no I/O, clock or randomness. Called first when the run is started, with no
   * facts. Throwing means a bug: the transaction fails, the facts stay where they came from and come again.
   */
  next(state: State, facts: Fact[], now: number): Step<State, Command>
  /**
   * Brings the room's own tables up to date with the new state, and may deliver facts to other runs, in the same
   * transaction. The new state has been saved already. `before` is undefined when the run was just started.
   */
  project?(db: Database, run: { id: string; state: State; done: boolean }, before: State | undefined): Promise<void>
  /**
   * Acts on the outside world, after the commit, at least once: after a crash it is done again with the same `key`.
   * The facts it resolves with are delivered exactly once. A rejection is retried, later each time; after the last
   * attempt `failed` speaks for it.
   */
  perform(command: Command, act: Act): Promise<Fact[]>
  /** The facts to deliver when `command` could not be performed. `error` is what the last attempt rejected with. */
  failed(command: Command, error: unknown): Fact[]
}

/** A kind that is loaded when the first of its runs takes a step: a control plane that runs none does without its code. */
export interface LazyRunKind<State, Fact, Command> {
  /** As that of what is loaded. */
  kind: string
  /** Called once; when it rejects so does the step that needed it, and the next one calls it again. */
  load(): Promise<RunKind<State, Fact, Command>>
}

/** A kind whose types are known to itself alone. */
export type AnyRunKind = RunKind<unknown, unknown, unknown>
