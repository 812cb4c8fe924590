import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino'

/** Structured log: constant message plus fields. Never hand it a secret. */
export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'> & {
  child(fields: Record<string, unknown>): Logger
}

/** A logger that writes one JSON line an entry to `destination` (default: standard error). */
export function createLogger(options: { level?: string; destination?: DestinationStream } = {}): Logger {
  const config = { level: options.level ?? 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime }
  return pino(config, options.destination ?? pino.destination({ fd: 2, sync: true }))
}

/** A logger that says nothing. */
export const silentLogger: Logger = pino({ level: 'silent' })
