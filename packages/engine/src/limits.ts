/** Bounds of the engine's work. Times in milliseconds. */
export interface EngineLimits {
  /** Commands performed at the same time. */
  atOnce: number
  /** How long an engine that does not answer keeps a command to itself. Renewed while it is performed. */
  lease: number
  /** Longest time between two looks at the database. */
  sweep: number
  /** Rejections after which `failed` speaks for a command. */
  failures: number
  /** Attempts after which the same happens even without rejections: each time the process ended in the middle. */
  attempts: number
  /** How long `stop` waits before it aborts what is being performed, and again before it gives up waiting. */
  grace: number
}

export const DEFAULT_LIMITS: EngineLimits = {
  atOnce: 256,
  lease: 30_000,
  sweep: 5_000,
  failures: 10,
  attempts: 100,
  grace: 5_000,
}

/** How long to wait after the nth rejection: 0.2 s, doubled each time, at most half a minute. */
export function pauseAfter(failures: number): number {
  return Math.min(200 * 2 ** (failures - 1), 30_000)
}
