import type { ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import type { Clock } from '@towpath/base/clock.ts'
import { startProgram } from '@towpath/base/start-program.ts'
import { OutputLines } from './output-lines.ts'

export type OutputStream = 'stdout' | 'stderr'

/** How a script ended. */
export type ScriptEnd =
  /** `code` is null when a signal killed it. */
  | { kind: 'exited'; code: number | null }
  | { kind: 'not-started'; error: NodeJS.ErrnoException }
  | { kind: 'timed-out' }
  /** It exited in time, but something it started still holds a stream. */
  | { kind: 'left-open'; stream: OutputStream }
  /** The agent was told to stop at once. */
  | { kind: 'aborted' }

export interface ScriptRun {
  command: [string, ...string[]]
  env: Record<string, string>
  cwd: string
  timeoutMs: number
  /** Between SIGTERM and SIGKILL. */
  killGraceMs: number
  clock: Clock
  /** Ends the script as if its time were up. */
  signal?: AbortSignal
  /** The script runs, as the leader of a process group of this number. Awaited before the end is told. */
  onStart?(pid: number): Promise<void>
  /** Lines as they come, each with its newline if it has one. Must not throw. */
  onLines(stream: OutputStream, lines: string[]): void
}

/** A killed script's streams may be held by what left its group; nobody waits for that. */
const DRAIN_AFTER_KILL_MS = 1000
/** Nor for a process that cannot even be killed. */
const EXIT_AFTER_KILL_MS = 5000
const LONGEST_TIMER_MS = 2 ** 31 - 1

/**
 * Runs one script to its end: a process group of its own, no standard input, one deadline for its exit and for the
 * closing of both its streams, as the official agent has it. Unlike there, a script that ignores SIGTERM is killed.
 */
export async function runScript(run: ScriptRun): Promise<ScriptEnd> {
  const child = start(run)
  if (!(child.process && child.process.pid !== undefined)) return { kind: 'not-started', error: await child.failure }
  const { process: script } = child
  const streams = { stdout: follow(script.stdout, 'stdout', run), stderr: follow(script.stderr, 'stderr', run) }
  const exited = new Promise<number | null>((resolve) => script.once('exit', resolve))
  const noted = run.onStart?.(child.process.pid)

  const over = new AbortController()
  const deadline = run.clock
    .sleep(Math.min(run.timeoutMs, LONGEST_TIMER_MS), over.signal)
    .then(() => 'deadline' as const)
  const aborted = abortOf(run.signal, over.signal)
  const closed = Promise.all([streams.stdout.ended, streams.stderr.ended])
  try {
    const exit = await Promise.race([exited.then((code) => ({ code })), deadline, aborted])
    if (typeof exit === 'string') {
      await killGroup(child.process.pid, exited, run)
      await Promise.race([closed, run.clock.sleep(DRAIN_AFTER_KILL_MS, over.signal)])
      return { kind: exit === 'deadline' ? 'timed-out' : 'aborted' }
    }
    const end = await Promise.race([closed, deadline, aborted])
    if (typeof end !== 'string') return { kind: 'exited', code: exit.code }
    if (end === 'aborted') return { kind: 'aborted' }
    return { kind: 'left-open', stream: streams.stdout.isEnded() ? 'stderr' : 'stdout' }
  } finally {
    over.abort()
    for (const stream of Object.values(streams)) stream.release()
    await noted
  }
}

type Started = {
  process: ChildProcess & { stdout: Readable; stderr: Readable }
  failure: Promise<NodeJS.ErrnoException>
}

function start(run: ScriptRun): Started | { process?: undefined; failure: Promise<NodeJS.ErrnoException> } {
  const [program, ...args] = run.command
  try {
    const process = startProgram(program, args, {
      cwd: run.cwd,
      env: run.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    const failure = new Promise<NodeJS.ErrnoException>((resolve) => process.once('error', resolve))
    return { process, failure }
  } catch (error) {
    return { failure: Promise.resolve(error instanceof Error ? error : new Error(String(error))) }
  }
}

/** Passes the lines of one stream on. */
function follow(stream: Readable, name: OutputStream, run: ScriptRun) {
  const lines = new OutputLines()
  let ended = false
  const pass = (complete: string[]) => {
    if (complete.length > 0) run.onLines(name, complete)
  }
  const finish = () => {
    if (ended) return
    ended = true
    pass(lines.end())
  }
  const whenEnded = new Promise<void>((resolve) => {
    stream.once('close', () => {
      finish()
      resolve()
    })
  })
  // Listened to from the start: what nobody listens to is thrown away when the script exits.
  stream.on('data', (chunk: Buffer) => pass(lines.push(chunk)))
  stream.on('error', () => stream.destroy())
  return {
    ended: whenEnded,
    isEnded: () => ended,
    /** What still comes is nobody's concern any more. */
    release: () => {
      stream.removeAllListeners('data')
      finish()
      stream.destroy()
    },
  }
}

function abortOf(signal: AbortSignal | undefined, over: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve('aborted')
    signal?.addEventListener('abort', () => resolve('aborted'), { once: true, signal: over })
  })
}

async function killGroup(pid: number, exited: Promise<unknown>, run: ScriptRun): Promise<void> {
  const over = new AbortController()
  signalGroup(pid, 'SIGTERM')
  await Promise.race([exited, run.clock.sleep(run.killGraceMs, over.signal)])
  over.abort()
  // Also when the leader went: what it started may not have.
  signalGroup(pid, 'SIGKILL')
  await Promise.race([exited, run.clock.sleep(EXIT_AFTER_KILL_MS)])
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // The whole group is gone.
  }
}
