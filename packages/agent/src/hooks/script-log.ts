import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { LogTail } from '@towpath/agent-link/log-tail.ts'
import type { OutputEntry } from '@towpath/agent-link/messages.ts'
import { localTimestamp } from '../log/timestamps.ts'

/** Where entries of a script log go besides the file. Must not throw and must not block. */
export type EntrySink = (entries: OutputEntry[]) => void

/**
 * The log of one event's scripts: complete in the deployment's `logs/scripts.log`, its newest part for the report, and
 * handed on as it comes. A full disk costs lines of the file, never the script.
 */
export class ScriptLog {
  readonly #file: string
  readonly #now: () => number
  readonly #sinks: EntrySink[]
  readonly #tail = new LogTail()
  #descriptor: number | undefined

  constructor(file: string, now: () => number, sinks: EntrySink[]) {
    this.#file = file
    this.#now = now
    this.#sinks = sinks
  }

  header(text: string): void {
    this.#add('header', [`${text}\n`])
  }

  lines(stream: 'stdout' | 'stderr', lines: string[]): void {
    this.#add(stream, lines)
  }

  /** What a failure reports. */
  get tail(): string {
    return this.#tail.toString()
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
    this.#descriptor = undefined
  }

  #add(stream: OutputEntry['Stream'], lines: string[]): void {
    const at = new Date(this.#now())
    const texts = lines.map((line) => (stream === 'header' ? line : `[${stream}]${line}`))
    for (const text of texts) this.#tail.append(text)
    this.#write(texts.map((text) => `${localTimestamp(at)} ${text}`).join(''))
    const entries = lines.map((line) => ({ Text: line, Stream: stream, At: at }))
    for (const sink of this.#sinks) sink(entries)
  }

  #write(text: string): void {
    try {
      this.#descriptor ??= this.#open()
      writeSync(this.#descriptor, text)
    } catch {
      // The disk is full or the folder gone; the script goes on, and the report still has its tail.
    }
  }

  #open(): number {
    mkdirSync(dirname(this.#file), { recursive: true })
    return openSync(this.#file, 'a', 0o644)
  }
}
