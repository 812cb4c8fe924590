import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { chmod, copyFile, lstat, mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { exports, type Job, jobFiles, quoted, RUNNER } from './shell/job-files.ts'
import { TOOLS } from './shell/tools.ts'

/** Where the parts of a build's folder are seen from inside its environment. */
export interface InsidePaths {
  /** Where sources are put and commands run. */
  output: string
  control: string
  state: string
}

/**
 * The folder of one build on this machine:
 *
 *   output/   sources, and what the build makes of them   the build writes here
 *   control/  named pipes, and jobs                         the build reads here
 *   state/    what jobs leave: state, exit status, answers  the build writes here
 *
 * and beside them what only the control plane knows. Where a build writes while it runs, nothing is written from here, no
 * link is followed, and nothing believed but for the build itself.
 */
export class EnvironmentFolder {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  get output(): string {
    return join(this.path, 'output')
  }

  get control(): string {
    return join(this.path, 'control')
  }

  get state(): string {
    return join(this.path, 'state')
  }

  /** Makes it anew; what was there is gone. */
  async create(): Promise<void> {
    await this.remove()
    await mkdir(this.path, { recursive: true, mode: 0o700 })
    await mkdir(this.output)
    await mkdir(join(this.control, 'job'), { recursive: true })
    // Commands of other users leave their state there, too.
    await mkdir(this.state)
    await chmod(this.state, 0o1777)
    const pipes = ['jobs', 'output', 'done'].map((name) => join(this.control, name))
    await promisify(execFile)('mkfifo', ['-m', '600', ...pipes])
    // Commands of other users write to their standard output by its name: /dev/stdout.
    await chmod(join(this.control, 'output'), 0o622)
    await copyFile(RUNNER, join(this.control, 'runner.sh'))
    await mkdir(join(this.control, 'bin'))
    for (const [name, script] of Object.entries(TOOLS)) {
      await writeFile(join(this.control, 'bin', name), script, { mode: 0o755 })
    }
  }

  async exists(): Promise<boolean> {
    return (await lstat(this.control).catch(() => undefined))?.isDirectory() ?? false
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true, maxRetries: 3 })
  }

  /** What jobs without a predecessor begin with. `programs`: folders at the end of the search path, as seen inside. */
  async writeEnvironment(variables: Readonly<Record<string, string>>, programs: string[] = []): Promise<void> {
    const path = programs.map((folder) => `export PATH="$PATH":${quoted(folder)}\n`).join('')
    await writeFile(join(this.control, 'environment'), `${exports(variables)}${path}`, { mode: 0o644 })
  }

  /** Makes a job's folder, unless it is there. `mark`: what stands behind its output. */
  async writeJob(
    job: Job,
    inside: InsidePaths,
    directory: string,
    names: readonly string[],
    mark: string,
  ): Promise<void> {
    const folder = this.#job(job.name)
    if (await lstat(folder).catch(() => undefined)) return
    const fresh = `${folder}.new`
    await rm(fresh, { recursive: true, force: true })
    await mkdir(fresh)
    const files = jobFiles(job, { control: inside.control, state: inside.state, directory, names })
    for (const [name, content] of Object.entries({
      ...files,
      mark: `${mark}
`,
    })) {
      await writeFile(join(fresh, name), content, { mode: 0o644 })
    }
    await rename(fresh, folder)
  }

  /** The exit status of a job; undefined while it has not ended. */
  async status(job: string): Promise<number | undefined> {
    const text = await this.#read(`${job}.status`, 8)
    return text !== undefined && /^\d+\n$/.test(text) ? Number(text) : undefined
  }

  async wasStarted(job: string): Promise<boolean> {
    return (await lstat(join(this.state, `${job}.started`)).catch(() => undefined)) !== undefined
  }

  /** Whether the job left a state that another one can go on with. */
  async hasState(job: string): Promise<boolean> {
    return (await lstat(join(this.state, `${job}.kept`)).catch(() => undefined)) !== undefined
  }

  /** A small file that a job left as `JOB.NAME`, at most `limit` bytes of it; undefined when there is none. */
  answer(job: string, name: string, limit: number): Promise<string | undefined> {
    return this.#read(`${job}.${name}`, limit)
  }

  async #read(name: string, limit: number): Promise<string | undefined> {
    // Neither a link nor a pipe that somebody made there is opened to any effect.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
    const file = await open(join(this.state, name), flags).catch(() => undefined)
    if (!file) return undefined
    try {
      if (!(await file.stat()).isFile()) return undefined
      const buffer = Buffer.alloc(limit)
      const { bytesRead } = await file.read(buffer, 0, limit, 0)
      return buffer.toString('utf8', 0, bytesRead)
    } finally {
      await file.close()
    }
  }

  #job(name: string): string {
    return join(this.control, 'job', name)
  }
}
