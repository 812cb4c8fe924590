import { appendFileSync, mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { localTimestampWithMilliseconds } from './timestamps.ts'

const MAX_BYTES = 64 * 1024 * 1024
const KEPT_FILES = 8

/** The script output of all deployments in one file, in the form of the official agent. */
export class DeploymentsLog {
  readonly #file: string
  readonly #now: () => number
  #size: number | undefined

  constructor(file: string, now: () => number) {
    this.#file = file
    this.#now = now
  }

  /** Never throws: a deployment does not fail because of this log. */
  add(deploymentId: string, entries: string[]): void {
    const at = localTimestampWithMilliseconds(new Date(this.#now()))
    const text = entries.map((entry) => `[${at}] [${deploymentId}]${entry.trim()}\n`).join('')
    try {
      this.#size ??= this.#begin()
      if (this.#size >= MAX_BYTES) {
        this.#shift()
        this.#size = this.#begin()
      }
      appendFileSync(this.#file, text)
      this.#size += Buffer.byteLength(text)
    } catch {
      this.#size = undefined
    }
  }

  #begin(): number {
    try {
      return statSync(this.#file).size
    } catch {
      mkdirSync(dirname(this.#file), { recursive: true })
      const header = `# Logfile created on ${new Date(this.#now()).toISOString()}\n`
      writeFileSync(this.#file, header)
      return header.length
    }
  }

  /** `.log` becomes `.log.0`, that `.log.1`, and so on; the oldest is overwritten. */
  #shift(): void {
    for (let number = KEPT_FILES - 2; number > 0; number -= 1) {
      try {
        renameSync(`${this.#file}.${number - 1}`, `${this.#file}.${number}`)
      } catch {
        // There are not that many yet.
      }
    }
    renameSync(this.#file, `${this.#file}.0`)
  }
}
