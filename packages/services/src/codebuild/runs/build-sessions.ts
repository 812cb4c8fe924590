import { Builds } from '../state/builds.ts'
import type { Scope } from '../state/tables.ts'
import type { BuildRunDeps } from './build-run-deps.ts'
import { BuildSession } from './build-session.ts'

/** The builds that this process has in hand. */
export class BuildSessions {
  readonly #deps: BuildRunDeps
  readonly #open = new Map<string, Promise<BuildSession | undefined>>()

  constructor(deps: BuildRunDeps) {
    this.#deps = deps
  }

  /** Undefined: there is no such build. */
  of(scope: Scope, buildId: string): Promise<BuildSession | undefined> {
    const key = `${scope.account}/${scope.region}/${buildId}`
    const open = this.#open.get(key) ?? this.#resume(scope, buildId)
    this.#open.set(key, open)
    open.catch(() => this.#open.delete(key))
    return open
  }

  forget(scope: Scope, buildId: string): void {
    this.#open.delete(`${scope.account}/${scope.region}/${buildId}`)
  }

  /** Lets go of all environments, which go on, once their lines are kept. */
  async close(): Promise<void> {
    const sessions = await Promise.all([...this.#open.values()].map((open) => open.catch(() => undefined)))
    this.#open.clear()
    for (const session of sessions) {
      session?.detach()
      await session?.log.flush()
    }
  }

  async #resume(scope: Scope, buildId: string): Promise<BuildSession | undefined> {
    const builds = new Builds(this.#deps.store.db, scope)
    const [record, input] = await Promise.all([builds.find(buildId), builds.input(buildId)])
    if (!record || !input) return undefined
    const session = new BuildSession(this.#deps, scope, record, input)
    await session.resume()
    return session
  }
}
