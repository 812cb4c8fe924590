import { appendFile } from 'node:fs/promises'
import type { Clock, Logger } from '@towpath/base'
import type { Store } from '@towpath/storage'
import type { BuildLog, LogMasker } from '../../ports/build-log.ts'
import { containerLine } from './container-line.ts'
import { LeftOut } from './left-out.ts'
import { LogLines } from './log-lines.ts'

export interface BuildLogOptions {
  store: Store
  clock: Clock
  log: Logger
  buildLog: BuildLog
  account: string
  region: string
  /** Where the lines go; absent: nowhere. */
  stream?: { group: string; stream: string }
  /** File that the lines are written to as well, for the log in S3. */
  file?: string
  /** Characters of command output that are kept of a build. Of each command after that less is kept, and its end. */
  most: number
}

/** Characters that wait to be written before a command has to wait. */
const HIGH_WATER = 1024 * 1024
/** Characters in one write. */
const BATCH = 512 * 1024
/** How long lines wait for others, in milliseconds. */
const PAUSE = 100
const TRIES = 5
/** Characters of the end of a phase's output that are remembered, for RETRY with a pattern. */
const TAIL = 64 * 1024
/**
 * Characters that are kept of each command once the build has written all that is kept of it, and of the end of what is
 * left out then: how a loud build failed is told last. The second is for builds that have used up as much again that way.
 */
const ALLOWANCES = [
  { begin: 256 * 1024, end: 64 * 1024 },
  { begin: 4 * 1024, end: 4 * 1024 },
] as const

/**
 * The log of one build: what its commands write, without secrets, and the build's own lines, in the order in which they
 * come. Memory is bounded: a command that writes faster than lines can be kept waits. So is what is kept of commands; the
 * build's own lines are always kept.
 */
export class BuildLogWriter {
  readonly #options: BuildLogOptions
  readonly #lines = new LogLines()
  #decoder = new TextDecoder()
  #masker: LogMasker
  #secrets: string[] = []
  #queue: { timestamp: number; message: string }[] = []
  #queued = 0
  /** Characters that this command may still write. */
  #left: number
  #taken = 0
  readonly #leftOut = new LeftOut()
  #isLeavingOut = false
  #writing: Promise<void> | undefined
  #hurry = new AbortController()
  #tail = ''

  constructor(options: BuildLogOptions) {
    this.#options = options
    this.#masker = options.buildLog.masker([])
    this.#left = options.most
  }

  /** Values that are masked from now on. */
  hide(secrets: string[]): void {
    this.#secrets = [...new Set([...this.#secrets, ...secrets])]
    this.#masker = this.#options.buildLog.masker(this.#secrets)
  }

  /** The end of what commands wrote since `forgetTail`. */
  get tail(): string {
    return this.#tail
  }

  forgetTail(): void {
    this.#tail = ''
  }

  /** A line of the build's own. */
  say(...texts: string[]): void {
    this.endOutput()
    for (const text of texts) {
      const masker = this.#options.buildLog.masker(this.#secrets)
      const clean = masker.push(text) + masker.flush()
      for (const line of clean.split('\n')) this.#add(containerLine(line, this.#options.clock.now()))
    }
  }

  /** What commands write. Answers a promise when more should not come before it is kept. */
  write(bytes: Uint8Array): Promise<void> | undefined {
    if (this.#isLeavingOut || bytes.length > this.#left) {
      if (!this.#isLeavingOut) this.#beginLeftOut()
      this.#leftOut.push(bytes, this.#allowance.end + this.#margin)
      return undefined
    }
    const text = this.#decoder.decode(bytes, { stream: true })
    this.#left -= text.length
    this.#taken += text.length
    this.#output(this.#masker.push(text))
    return this.#queued > HIGH_WATER ? this.#flushing() : undefined
  }

  /** A command has ended: what it wrote last is a line even without a break. */
  endOutput(): void {
    this.#endText()
    if (this.#isLeavingOut) this.#endLeftOut()
    this.#left = Math.max(this.#left, Math.min(this.#allowance.begin, this.#options.most))
  }

  /** Resolves when all lines so far are kept. */
  async flush(): Promise<void> {
    this.endOutput()
    this.#hurry.abort()
    while (this.#queue.length > 0 || this.#writing) await this.#flushing()
  }

  #output(text: string): void {
    if (text === '') return
    this.#tail = (this.#tail + text).slice(-TAIL)
    for (const line of this.#lines.push(text)) this.#add(line)
  }

  #endText(): void {
    this.#output(this.#masker.push(this.#decoder.decode()) + this.#masker.flush())
    this.#decoder = new TextDecoder()
    for (const line of this.#lines.rest()) this.#add(line)
  }

  #beginLeftOut(): void {
    this.#isLeavingOut = true
    // What it holds back may be the beginning of a secret whose end is left out.
    this.#masker = this.#options.buildLog.masker(this.#secrets)
  }

  #endLeftOut(): void {
    this.#isLeavingOut = false
    const { most, clock } = this.#options
    const left = this.#leftOut.take(this.#allowance.end + this.#margin)
    if (!left) return
    let { end } = left
    if (left.bytes > 0) {
      // A secret that is cut at the beginning could not be told from other text.
      this.#masker.push(end.toString('utf8', 0, this.#margin))
      end = end.subarray(this.#margin)
      const kibibytes = Math.ceil((left.bytes + this.#margin) / 1024)
      const why = `the log of this build is longer than ${Math.round(most / 1024 ** 2)} MiB`
      this.#add(containerLine(`${kibibytes} KiB of output are left out here: ${why}`, clock.now()))
    }
    const text = this.#decoder.decode(end, { stream: true })
    this.#taken += text.length
    this.#output(this.#masker.push(text))
    this.#endText()
  }

  get #allowance() {
    return ALLOWANCES[this.#taken < 2 * this.#options.most ? 0 : 1]
  }

  /** Bytes at the beginning of the end of what is left out that may be the rest of a secret. */
  get #margin(): number {
    return this.#secrets.reduce((most, secret) => Math.max(most, 2 * Buffer.byteLength(secret)), 0)
  }

  #add(message: string): void {
    if (!this.#options.stream && !this.#options.file) return
    this.#queue.push({ timestamp: this.#options.clock.now(), message })
    this.#queued += message.length + 1
    if (!this.#writing) void this.#flushing(this.#queued > BATCH ? 0 : PAUSE)
  }

  #flushing(pause = 0): Promise<void> {
    this.#writing ??= this.#write(pause).finally(() => {
      this.#writing = undefined
      if (this.#queue.length > 0) void this.#flushing(PAUSE)
    })
    return this.#writing
  }

  /** Never rejects. */
  async #write(pause: number): Promise<void> {
    if (pause > 0) {
      this.#hurry = new AbortController()
      // Somebody may wait for these lines.
      await this.#options.clock.sleep(pause, this.#hurry.signal).catch(() => {})
    }
    while (this.#queue.length > 0) {
      let size = 0
      let count = 0
      for (; count < this.#queue.length && size < BATCH; count++) size += (this.#queue[count]?.message.length ?? 0) + 1
      const events = this.#queue.splice(0, count)
      await this.#keep(events)
      this.#queued -= size
    }
  }

  async #keep(events: { timestamp: number; message: string }[]): Promise<void> {
    const { store, clock, log, buildLog, account, region, stream, file } = this.#options
    for (let tries = 1; ; tries++) {
      try {
        if (file && tries === 1) await appendFile(file, `${events.map(({ message }) => message).join('\n')}\n`)
        if (stream) await store.transaction((db) => buildLog.append(db, { account, region, ...stream, events }))
        return
      } catch (error) {
        if (tries < TRIES) await clock.sleep(200 * 2 ** tries)
        else return log.error({ err: error, ...stream, lines: events.length }, 'Lines of a build log are lost')
      }
    }
  }
}
