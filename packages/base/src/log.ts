import { createRequire } from 'node:module'
import type { DestinationStream, Logger as PinoLogger } from 'pino'

/** Structured log: constant message plus fields. Never hand it a secret. */
export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'> & {
  child(fields: Record<string, unknown>): Logger
}

/** A logger that writes one JSON line an entry to `destination` (default: standard error). */
export function createLogger(options: { level?: string; destination?: DestinationStream } = {}): Logger {
  // Loaded when a log is opened: agents and most commands have none, and would carry 35 modules for nothing.
  const { pino }: typeof import('pino') = createRequire(import.meta.url)('pino')
  const config = { level: options.level ?? 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime }
  return pino(config, options.destination ?? pino.destination({ fd: 2, sync: true }))
}

const nothing = () => {}

/** A logger that says nothing. */
export const silentLogger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
  child: () => silentLogger,
}
