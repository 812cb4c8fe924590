import { once } from 'node:events'
import type { Io } from '../io.ts'

/** Writes one line, and waits while the reader is behind. */
export async function writeLine(io: Io, line: string): Promise<void> {
  if (!io.stdout.write(`${line}\n`)) await once(io.stdout, 'drain', { signal: io.signal }).catch(() => {})
}
