/**
 * A place between two events. Events stand in the order of their time, then of the chunk that holds them, then within
 * it. A position comes before the event at its own `index`, so one just after that event has `index + 1`.
 */
export interface Position {
  /** Milliseconds since the epoch. */
  at: number
  /** Id of a chunk. Empty: before every chunk. */
  chunk: string
  index: number
}

/** Times of requests are cut to this, the last one that JavaScript can name. */
export const END_OF_TIME = 8_640_000_000_000_000

export function startOf(time: number): Position {
  return { at: Math.min(time, END_OF_TIME), chunk: '', index: 0 }
}

/** Below zero when `a` comes before `b`. */
export function comparePositions(a: Position, b: Position): number {
  if (a.at !== b.at) return a.at - b.at
  if (a.chunk !== b.chunk) return a.chunk < b.chunk ? -1 : 1
  return a.index - b.index
}

/** 56 digits, as in the tokens and event ids of CloudWatch Logs: time, chunk, index. */
export function positionText({ at, chunk, index }: Position): string {
  return `${String(at).padStart(16, '0')}${chunk.padStart(28, '0')}${String(index).padStart(12, '0')}`
}

/** The position that {@link positionText} wrote, or undefined. */
export function readPosition(text: string): Position | undefined {
  const [, at, chunk = '', index] = /^(\d{16})(\d{28})(\d{12})$/.exec(text) ?? []
  if (at === undefined || Number(at) > END_OF_TIME) return undefined
  return { at: Number(at), chunk: /^0+$/.test(chunk) ? '' : chunk, index: Number(index) }
}
