import type { Logger } from '@towpath/base'
import type { Access, ConditionValues } from '../access.ts'
import type { RequestContext } from '../operation.ts'
import { validate } from '../validation/validate.ts'
import type { Call, Trail } from './call.ts'
import { globalConditions } from './conditions.ts'
import { violationError } from './faults.ts'
import { refusal } from './refusal.ts'
import type { WireOptions } from './wire-options.ts'

/**
 * Validates, authorises and runs one call.
 *
 * `finish` turns the output into an answer. For a `write` it runs within the transaction, so that an output that
 * cannot be written takes back what was done; the transaction may be run again from its start.
 */
export async function perform<T>(
  options: WireOptions,
  call: Call,
  trail: Trail,
  finish: (output: unknown) => T,
): Promise<T> {
  const { service, operation, input } = call
  const model = service.model.operations.get(operation.name)
  const violations = model ? validate(model.input, input, service.constraints) : []
  if (violations.length > 0) throw violationError(service, violations, operation.name)

  const attempt = new Attempt(options, call, trail)
  const before = attempt.context(options.store.db)
  await before.authorize(...(await operation.access(input, before)))

  const asked = trail.decisions.length
  const result =
    operation.kind === 'write'
      ? await options.store.transaction(async (db) => {
          trail.decisions.length = asked
          attempt.tasks.length = 0
          return finish(await operation.run(input, attempt.context(db)))
        })
      : finish(await operation.run(input, attempt.context(options.store.db)))
  attempt.committed()
  return result
}

class Attempt {
  readonly tasks: (() => void)[] = []
  readonly #options: WireOptions
  readonly #call: Call
  readonly #trail: Trail
  #conditions: ConditionValues | undefined
  #log: Logger | undefined

  constructor(options: WireOptions, call: Call, trail: Trail) {
    this.#options = options
    this.#call = call
    this.#trail = trail
  }

  context(db: RequestContext['db']): RequestContext {
    const { requestId, caller, signal, http, waiting, service } = this.#call
    const { store, clock, ids, account } = this.#options
    const log = () => this.#logger()
    const context: RequestContext = {
      requestId,
      region: caller.region,
      account: caller.principal.account || account,
      principal: caller.principal,
      sourceIp: caller.sourceIp ?? '',
      endpoint: caller.endpoint,
      clock,
      ids,
      // Made when first asked for: most operations log nothing.
      get log() {
        return log()
      },
      signal,
      store,
      db,
      afterCommit: (task) => this.tasks.push(task),
      authorize: (...access) => this.#authorize(access),
      http,
      waiting,
    }
    return Object.assign(context, service.service.room(context))
  }

  /** Each task for itself: one that fails must neither fail the answer nor keep the others back. */
  committed(): void {
    for (const task of this.tasks) {
      try {
        task()
      } catch (error) {
        this.#options.log.error({ err: error, requestId: this.#call.requestId }, 'A task after a commit failed')
      }
    }
  }

  #logger(): Logger {
    const { requestId, service, operation } = this.#call
    this.#log ??= this.#options.log.child({ requestId, service: service.service.name, operation: operation.name })
    return this.#log
  }

  async #authorize(accesses: Access[]): Promise<void> {
    const { caller, service } = this.#call
    if (accesses.length > 0) this.#conditions ??= globalConditions(caller, this.#options.clock.now())
    for (const access of accesses) {
      const conditions = { ...access.conditions, ...this.#conditions }
      const decision = await this.#options.authorizer.decide(caller.principal, { ...access, conditions })
      this.#trail.decisions.push({ action: access.action, resource: access.resource, decision })
      if (!decision.allowed) {
        const error = refusal(service, caller.principal, access, decision)
        this.#trail.refusal = error
        throw error
      }
    }
  }
}
