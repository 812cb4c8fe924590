import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import type { EnvironmentFolder, InsidePaths } from './environment-folder.ts'
import { MarkFinder, markOf } from './mark-finder.ts'
import type { Job } from './shell/job-files.ts'

/** Takes the output of commands. What it resolves with is waited for before more is read: so the command has to wait. */
export type OutputSink = (bytes: Buffer) => Promise<void> | void

export interface AttachOptions {
  folder: EnvironmentFolder
  inside: InsidePaths
  /** Of this build alone, and the same for all that attach to it. */
  token: string
  output: OutputSink
}

/** How long the output of a job is waited for that has ended before, in milliseconds. */
const LATE_OUTPUT = 300

/** How a job ended. `lost`: its environment is gone. */
export type JobEnd = { status: number } | { lost: true }

/**
 * The control plane's end of a running environment. Any number of them may follow one another: what the environment has
 * to say waits in its pipes.
 */
export class AttachedEnvironment {
  readonly #options: AttachOptions
  readonly #output: Socket
  readonly #done: Socket
  readonly #marks: MarkFinder
  readonly #lost: Promise<'lost'>
  readonly #ready: Promise<void>
  readonly #ended = new Map<string, () => void>()
  #reading: Promise<void> = Promise.resolve()

  private constructor(options: AttachOptions, output: Socket, done: Socket) {
    this.#options = options
    this.#output = output
    this.#done = done
    this.#marks = new MarkFinder(options.token)
    const ready = Promise.withResolvers<void>()
    this.#ready = ready.promise
    const lines = createInterface({ input: done })
    // It passes on what goes wrong with its input, which is looked at below.
    lines.on('error', () => {})
    lines.on('line', (line) => {
      if (line === 'ready') ready.resolve()
      else this.#ended.get(line)?.()
    })
    this.#lost = new Promise((resolve) => {
      for (const event of ['end', 'error', 'close']) done.once(event, () => resolve('lost'))
    })
    output.on('error', () => {})
    output.on('data', (bytes: Buffer) => this.#take(bytes))
  }

  /** Resolves to undefined when no environment lives in that folder, unless it is one that is just being started. */
  static attach(options: AttachOptions, { starting = false } = {}): AttachedEnvironment | undefined {
    const { folder } = options
    const done = openPipe(join(folder.control, 'done'))
    const output = openPipe(join(folder.control, 'output'))
    const attached = output && done && new AttachedEnvironment(options, output, done)
    if (attached && (starting || isRead(join(folder.control, 'jobs')))) return attached
    done?.destroy()
    output?.destroy()
    return undefined
  }

  /** Resolves to whether it is ready for jobs, or false when it is gone. */
  async ready(limit: number): Promise<boolean> {
    const late = new AbortController()
    const ready = this.#ready.then(() => true)
    const lost = this.#lost.then(() => false)
    const over = setTimeout(limit, false, { signal: late.signal }).catch(() => false)
    return Promise.race([ready, lost, over]).finally(() => late.abort())
  }

  /**
   * Runs a job, or finds out how it ended that was run before. Resolves when all that it wrote has been taken. `names`: of
   * the variables that the build was started with; `directory`: where a job without a predecessor starts, as seen inside.
   */
  async run(job: Job, { directory, names }: { directory: string; names: readonly string[] }): Promise<JobEnd> {
    const { folder, inside, token } = this.#options
    await folder.writeJob(job, inside, directory, names, markOf(token, job.name))
    const before = await folder.status(job.name)
    if (before !== undefined) {
      // What it wrote may still wait to be read, unless another control plane has done so.
      await Promise.race([this.#marks.expect(job.name), setTimeout(LATE_OUTPUT)])
      return { status: before }
    }
    const ended = new Promise<void>((resolve) => this.#ended.set(job.name, resolve))
    const written = this.#marks.expect(job.name)
    if (!send(join(folder.control, 'jobs'), `${job.name}\n`)) return { lost: true }
    // It may have ended between the first look and now, and have told so to a control plane that is no more.
    const late = await folder.status(job.name)
    const all = late === undefined ? Promise.all([ended, written]) : written
    const end = await Promise.race([all, this.#lost])
    this.#ended.delete(job.name)
    await this.#reading
    const status = await folder.status(job.name)
    if (status !== undefined) return { status }
    return end === 'lost' ? { lost: true } : { status: 1 }
  }

  close(): void {
    this.#done.destroy()
    this.#output.destroy()
  }

  #take(bytes: Buffer): void {
    const waiting = this.#marks.without(bytes, (clean) => this.#options.output(clean))
    if (!waiting) return
    this.#output.pause()
    this.#reading = waiting.finally(() => this.#output.resume())
  }
}

/** Opens the reading end, whether or not somebody writes yet. */
function openPipe(path: string): Socket | undefined {
  const fd = openAs(path, constants.O_RDONLY)
  return fd === undefined ? undefined : new Socket({ fd, readable: true, writable: false })
}

/** Whether somebody reads from the pipe: opening it for writing fails otherwise. */
function isRead(path: string): boolean {
  const fd = openAs(path, constants.O_WRONLY)
  if (fd !== undefined) closeSync(fd)
  return fd !== undefined
}

/** Writes a line, which a pipe takes as a whole. Answers false when nobody is there to read it. */
function send(path: string, line: string): boolean {
  const fd = openAs(path, constants.O_WRONLY)
  if (fd === undefined) return false
  try {
    return writeSync(fd, line) === line.length
  } catch {
    return false
  } finally {
    closeSync(fd)
  }
}

/** Undefined when there is no such pipe, or, for writing, nobody who reads. Never waits. */
function openAs(path: string, how: number): number | undefined {
  try {
    const fd = openSync(path, how | constants.O_NONBLOCK | constants.O_NOFOLLOW)
    if (fstatSync(fd).isFIFO()) return fd
    closeSync(fd)
  } catch {
    // Told by the answer.
  }
  return undefined
}
