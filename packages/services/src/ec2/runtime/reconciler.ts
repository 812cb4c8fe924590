import type { Clock, Logger } from '@towpath/base'
import type { Store } from '@towpath/storage'
import type { Driver, InstanceSpec } from '../drivers/driver.ts'
import {
  REASONS,
  retryAfter,
  STATE_DONE,
  type StateReason,
  type Step,
  stateAfterFailure,
} from '../rules/instance-state.ts'
import { HostInstances } from '../state/host-instances.ts'
import type { Instance } from '../state/instance.ts'

export interface ReconcilerDeps {
  store: Store
  clock: Clock
  log: Logger
  driver: Driver
  host: string
  spec(instance: Instance): InstanceSpec
  /** What the first boot is to run. */
  userData(instance: Instance): Buffer | undefined
  forget(instanceId: string): void
  /** Steps that may be under way at once. */
  limit: number
  /** Called when a step has ended, so that the next one is found without waiting. */
  done(): void
}

/** Carries out single steps: one at a time for each instance, a few at once altogether. */
export class Reconciler {
  readonly #deps: ReconcilerDeps
  readonly #busy = new Map<string, Promise<void>>()
  /**
   * Failures in a row, when to try again, and the reason of the state before the failure took its place. Kept in memory
   * only: after a restart everything is tried at once.
   */
  readonly #failures = new Map<string, { attempts: number; notBefore: number; reason?: StateReason }>()

  constructor(deps: ReconcilerDeps) {
    this.#deps = deps
  }

  /** Whether it makes no sense to look at an instance now. */
  isBusy(id: string): boolean {
    const failure = this.#failures.get(id)
    return this.#busy.has(id) || (failure !== undefined && this.#deps.clock.now() < failure.notBefore)
  }

  /** Begins a step, or leaves it for later when enough is under way. */
  begin(instance: Instance, step: Step): void {
    if (this.#busy.size >= this.#deps.limit) return
    const work = this.#carryOut(instance, step).finally(() => {
      this.#busy.delete(instance.id)
      this.#deps.done()
    })
    this.#busy.set(instance.id, work)
  }

  /** Waits until nothing is under way, but not longer than `limit` milliseconds. */
  async settle(limit: number): Promise<void> {
    const enough = new AbortController()
    const all = Promise.allSettled(this.#busy.values()).then(() => enough.abort())
    await Promise.race([all, this.#deps.clock.sleep(limit, enough.signal)])
  }

  /** An instance that only another driver can run: says so. */
  async explainForeign(instance: Instance): Promise<void> {
    const message = `it was launched by the ${instance.driver} driver, and the ${this.#deps.driver.name} driver is in use`
    const reason = REASONS.internal(message)
    if (instance.reason?.message === reason.message) return
    await this.#write((instances) => instances.explain(instance.id, reason))
  }

  /** What was wrong with a running instance is over. */
  async clearReason({ id }: Instance): Promise<void> {
    await this.#write((instances) => instances.explain(id, undefined))
  }

  async #carryOut(instance: Instance, step: Step): Promise<void> {
    const { clock, log } = this.#deps
    const started = clock.now()
    try {
      await this.#act(instance, step)
      await this.#advance(instance, step)
      this.#failures.delete(instance.id)
      log.info({ instanceId: instance.id, step, took: clock.now() - started }, 'instance step done')
    } catch (error) {
      await this.#failed(instance, step, error).catch((cause) => {
        log.error({ err: cause, instanceId: instance.id, step }, 'the failure of a step could not be noted')
      })
    }
  }

  async #act(instance: Instance, step: Step): Promise<void> {
    const { driver, spec, userData } = this.#deps
    switch (step) {
      case 'launch':
        return driver.launch(spec(instance), userData(instance))
      case 'start':
        return driver.start(spec(instance))
      case 'reboot':
        return driver.reboot(spec(instance))
      case 'stop':
        return driver.stop(instance.id)
      case 'terminate':
        await driver.terminate(instance.id)
        return this.#deps.forget(instance.id)
    }
  }

  async #advance(instance: Instance, step: Step): Promise<void> {
    const state = STATE_DONE[step]
    const ends = step === 'stop' || step === 'terminate'
    const at = this.#deps.clock.now()
    const failure = this.#failures.get(instance.id)
    const reason = ends ? (failure ?? instance).reason : undefined
    const change = { state, at, reason, booted: instance.booted || !ends, rebooted: !ends }
    // Meant to be something else by now: the next look finds out what.
    await this.#write((instances) => instances.advance(instance, change))
  }

  async #failed(instance: Instance, step: Step, error: unknown): Promise<void> {
    const { clock, log } = this.#deps
    const before = this.#failures.get(instance.id) ?? { attempts: 0, reason: instance.reason }
    const attempts = before.attempts + 1
    const message = error instanceof Error ? error.message : String(error)
    log.warn({ err: error, instanceId: instance.id, step, attempts }, 'instance step failed')
    const reason = REASONS.internal(message)
    const state = stateAfterFailure(step, instance.state, attempts)
    if (state === instance.state) {
      this.#failures.set(instance.id, { ...before, attempts, notBefore: clock.now() + retryAfter(attempts) })
      await this.#write((instances) => instances.explain(instance.id, reason))
      return
    }
    this.#failures.delete(instance.id)
    const change = { state, at: clock.now(), reason, booted: instance.booted, rebooted: true }
    await this.#write((instances) => instances.advance(instance, change))
  }

  #write<T>(work: (instances: HostInstances) => Promise<T>): Promise<T> {
    return this.#deps.store.transaction((db) => work(new HostInstances(db, this.#deps.host)))
  }
}
