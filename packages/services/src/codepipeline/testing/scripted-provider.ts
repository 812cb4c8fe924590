import type { ActionOutcome, ActionRequest, ExternalExecution, Provider } from '../providers/provider.ts'

/** What a test has one action do. */
export type Script = (request: ActionRequest, attempt: number) => ActionOutcome | Promise<ActionOutcome>

const succeeded: Script = () => ({ type: 'succeeded' })

/** Stands in for the world: does as the test says, by the name of the action, and remembers what it was asked. */
export class ScriptedProvider implements Provider {
  /** In order: `start Build`. */
  readonly asked: string[] = []
  readonly requests: ActionRequest[] = []
  readonly #scripts = new Map<string, { start: Script; check: Script }>()
  readonly #attempts = new Map<string, number>()

  /** From now on. Without a script an action succeeds at once. */
  on(action: string, start: Script, check: Script = succeeded): void {
    this.#scripts.set(action, { start, check })
  }

  /** The action waits for something of the id that is given, or of its own action execution. */
  waits(action: string, check: Script = () => ({ type: 'waiting' })): void {
    this.on(action, ({ actionExecutionId }) => ({ type: 'waiting', externalExecutionId: actionExecutionId }), check)
  }

  fails(action: string, message = 'no'): void {
    this.on(action, () => ({ type: 'failed', error: { code: 'JobFailed', message } }))
  }

  succeeds(action: string): void {
    this.on(action, succeeded)
  }

  /** How often that was asked. */
  count(what: string): number {
    return this.asked.filter((one) => one === what).length
  }

  last(action: string): ActionRequest {
    const found = this.requests.findLast((request) => request.action.name === action)
    if (!found) throw new Error(`The provider was not asked to start ${action}; it was asked: ${this.asked.join(', ')}`)
    return found
  }

  async start(request: ActionRequest): Promise<ActionOutcome> {
    const { name } = request.action
    this.asked.push(`start ${name}`)
    this.requests.push(request)
    const attempt = (this.#attempts.get(name) ?? 0) + 1
    this.#attempts.set(name, attempt)
    return (this.#scripts.get(name)?.start ?? succeeded)(request, attempt)
  }

  async check(request: ActionRequest): Promise<ActionOutcome> {
    this.asked.push(`check ${request.action.name}`)
    return (this.#scripts.get(request.action.name)?.check ?? succeeded)(request, 1)
  }

  async abandon(request: ActionRequest, _: ExternalExecution): Promise<void> {
    this.asked.push(`abandon ${request.action.name}`)
  }
}
