import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { AttachedEnvironment } from '../drivers/attached-environment.ts'
import type { BuildDriver } from '../drivers/driver.ts'
import { EnvironmentFolder } from '../drivers/environment-folder.ts'
import type { Job } from '../drivers/shell/job-files.ts'
import type { RoleCalls, RoleRefusal } from '../ports/build-roles.ts'
import type { BuildInput } from '../rules/build-input.ts'
import type { BuildOutcome, BuildRecord } from '../rules/build-record.ts'
import { logObjectOf, logStreamOf, uuidOf } from '../rules/new-build.ts'
import { Builds } from '../state/builds.ts'
import type { Scope } from '../state/tables.ts'
import { type BuildContext, readContext, writeContext } from './build-context.ts'
import type { BuildRunDeps } from './build-run-deps.ts'
import { BuildLogWriter } from './log/build-log-writer.ts'
import { sessionName } from './session-name.ts'

/** What this process has in hand of one build that runs. All of it can be had again by another process. */
export class BuildSession {
  readonly deps: BuildRunDeps
  readonly scope: Scope
  readonly record: BuildRecord
  readonly input: BuildInput
  readonly folder: EnvironmentFolder
  readonly log: BuildLogWriter
  /** Aborted when the build is taken down: whatever is under way for it ends. */
  readonly ending = new AbortController()
  context: BuildContext | undefined
  /** The environment is being started. */
  #starting: Promise<unknown> | undefined
  #environment: AttachedEnvironment | undefined

  constructor(deps: BuildRunDeps, scope: Scope, record: BuildRecord, input: BuildInput) {
    this.deps = deps
    this.scope = { account: scope.account, region: scope.region }
    this.record = record
    this.input = input
    this.folder = new EnvironmentFolder(join(deps.buildsFolder, uuidOf(record.id)))
    this.log = new BuildLogWriter({
      ...deps,
      ...this.scope,
      stream: logStreamOf(input.settings, record.id),
      file: logObjectOf(input.settings, record.id) && this.logFile,
      most: deps.mostOutput,
    })
  }

  /** The lines of the log, for the one in S3. */
  get logFile(): string {
    return join(this.folder.path, 'log')
  }

  get driver(): BuildDriver | undefined {
    return this.context && this.deps.drivers.named(this.context.driver)
  }

  async begin(driver: BuildDriver): Promise<void> {
    await this.folder.create()
    await this.save({ driver: driver.name, token: randomBytes(16).toString('hex'), secrets: [] })
  }

  async save(change: Partial<BuildContext>): Promise<void> {
    const before = this.context ?? { driver: '', token: '', secrets: [] }
    this.context = { ...before, ...change }
    this.log.hide(this.context.secrets)
    await writeContext(this.#contextFile, this.deps.sealing, this.context)
  }

  /** Reads what another process kept. */
  async resume(): Promise<void> {
    this.context = await readContext(this.#contextFile, this.deps.sealing)
    if (this.context) this.log.hide(this.context.secrets)
  }

  /** The environment, attached to; undefined when there is none any more. `starting`: it is about to begin. */
  environment({ starting = false } = {}): AttachedEnvironment | undefined {
    const { context, driver, folder } = this
    if (!context || !driver) return undefined
    this.#environment ??= AttachedEnvironment.attach(
      { folder, inside: driver.inside(folder.path), token: context.token, output: (bytes) => this.log.write(bytes) },
      { starting },
    )
    return this.#environment
  }

  /** Runs a job; undefined when the environment is gone. Rejects when `signal` is aborted: the job goes on. */
  async run(job: Job, signal: AbortSignal): Promise<number | undefined> {
    const { context, driver, folder } = this
    const environment = this.environment()
    if (!environment || !driver) return folder.status(job.name)
    const { primary = '', names = [] } = context?.sources ?? {}
    const directory = join(driver.inside(folder.path).output, primary)
    const stopped = Promise.withResolvers<never>()
    const stop = () => stopped.reject(signal.reason)
    signal.addEventListener('abort', stop)
    try {
      signal.throwIfAborted()
      const end = await Promise.race([environment.run(job, { directory, names }), stopped.promise])
      return 'lost' in end ? undefined : end.status
    } finally {
      signal.removeEventListener('abort', stop)
      stopped.promise.catch(() => {})
    }
  }

  /** Whoever takes the build down waits for this: what it makes would be left behind otherwise. */
  async whileStarting<T>(start: () => Promise<T>): Promise<T> {
    const starting = start()
    this.#starting = starting
    return starting.finally(() => {
      this.#starting = undefined
    })
  }

  /** Ends what is under way for the build, and every process of it. May be called again. */
  async takeDown(reason: string): Promise<void> {
    this.ending.abort(new Error(reason))
    await this.end()
    if (!this.#starting) return
    await this.#starting.catch(() => {})
    await this.end()
  }

  /** Ends every process of the build. Harmless when none runs. */
  async end(): Promise<void> {
    await this.driver?.end(this.folder.path)
    this.detach()
  }

  /** Lets go of the environment, which goes on. */
  detach(): void {
    this.#environment?.close()
    this.#environment = undefined
  }

  role(): Promise<RoleCalls | RoleRefusal> {
    return this.deps.roles.assume({ ...this.scope, role: this.input.role, sessionName: sessionName(this.record) })
  }

  keepOutcome(outcome: BuildOutcome): Promise<void> {
    return this.deps.store.transaction((db) => new Builds(db, this.scope).recordOutcome(this.record.id, outcome))
  }

  get #contextFile(): string {
    return join(this.folder.path, 'context')
  }
}
