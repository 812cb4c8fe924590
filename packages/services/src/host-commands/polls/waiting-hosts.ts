import type { Clock } from '@towpath/base'

/** What one process knows of one host. */
interface Waiting {
  /** Something may wait for the host: the database has to be asked. */
  dirty: boolean
  /** Ends the waiting of the polls that are held open. */
  wakers: Set<() => void>
  /** The command last handed out, not to be handed out again before that time. */
  handedOut?: { command: string; until: number }
  lastSeen: number
}

/** A host that has not polled for so long is forgotten. Milliseconds. */
const FORGET_AFTER = 10 * 60_000

/**
 * Which hosts need not look into the database: a poll of a host for which nothing has changed since it last looked costs
 * nothing but this memory. A host that is not known here has to look.
 */
export class WaitingHosts {
  readonly #clock: Clock
  readonly #hosts = new Map<string, Waiting>()
  #doubts = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Number of hosts known. */
  get size(): number {
    return this.#hosts.size
  }

  /**
   * Whether the host has to look. Asking takes the mark off: what changes after this is marked anew, so whoever looks
   * afterwards misses nothing.
   */
  takeMark(host: string): boolean {
    const known = this.#of(host)
    const { dirty } = known
    known.dirty = false
    return dirty
  }

  /** Something may wait for the host. */
  mark(host: string): void {
    const known = this.#hosts.get(host)
    if (!known) return
    known.dirty = true
    // The latest poll first: an earlier one that is still open may be of a connection that broke unnoticed.
    for (const wake of [...known.wakers].reverse()) wake()
  }

  /** Another number whenever hosts may not be any more who they proved to be. */
  get doubts(): number {
    return this.#doubts
  }

  /** Something may have changed about who is which host. All that wait are to be marked after this. */
  doubt(): void {
    this.#doubts += 1
  }

  /** The hosts for which polls are held open. */
  waiting(): string[] {
    return [...this.#hosts].filter(([, { wakers }]) => wakers.size > 0).map(([host]) => host)
  }

  /** Resolves when the host is marked, when `until` (milliseconds since the epoch) has come, or with `signal`. */
  async waitFor(host: string, until: number, signal: AbortSignal): Promise<void> {
    const known = this.#of(host)
    if (known.dirty || signal.aborted) return
    const awake = new AbortController()
    const wake = () => awake.abort()
    known.wakers.add(wake)
    signal.addEventListener('abort', wake, { once: true })
    try {
      await this.#clock.sleep(Math.max(0, until - this.#clock.now()), awake.signal)
    } finally {
      known.wakers.delete(wake)
      signal.removeEventListener('abort', wake)
      known.lastSeen = this.#clock.now()
    }
  }

  /** Remembers that a command went out. Until `until` it is taken to be on its way. */
  handOut(host: string, command: string, until: number): void {
    this.#of(host).handedOut = { command, until }
  }

  /** Until when the command is taken to be on its way; 0 when it is not. */
  onItsWay(host: string, command: string): number {
    const out = this.#hosts.get(host)?.handedOut
    return out?.command === command && out.until > this.#clock.now() ? out.until : 0
  }

  /** The command did not reach the host: it may go out again at once. */
  takeBack(host: string, command: string): void {
    const known = this.#hosts.get(host)
    if (known?.handedOut?.command !== command) return
    known.handedOut = undefined
    this.mark(host)
  }

  /** Forgets hosts that have gone. To be called now and then. */
  forgetSilent(): void {
    const before = this.#clock.now() - FORGET_AFTER
    for (const [host, { lastSeen, wakers }] of this.#hosts) {
      if (lastSeen < before && wakers.size === 0) this.#hosts.delete(host)
    }
  }

  #of(host: string): Waiting {
    const known = this.#hosts.get(host)
    if (known) {
      known.lastSeen = this.#clock.now()
      return known
    }
    const fresh: Waiting = { dirty: true, wakers: new Set(), lastSeen: this.#clock.now() }
    this.#hosts.set(host, fresh)
    return fresh
  }
}
