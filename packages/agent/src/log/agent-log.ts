import { appendFileSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isoTimestamp, localDate } from './timestamps.ts'

/** The agent's own log, in plain sentences. Never hand it a secret. */
export interface AgentLog {
  debug(text: string): void
  info(text: string): void
  warn(text: string): void
  error(text: string): void
}

export type LogLevel = keyof AgentLog

export interface AgentLogOptions {
  dir: string
  programName: string
  verbose: boolean
  now: () => number
  /** Gets each line as well: the terminal of an agent in the foreground. */
  echo?: (line: string) => void
}

const KEPT_FILES = 7

/**
 * Opens `<dir>/<program>.log` in the text form of the official agent. A new file is begun each day, seven are kept:
 * `<program>.20250601.log`. A log that cannot be written never stops the agent.
 */
export function openAgentLog(options: AgentLogOptions): AgentLog {
  const file = join(options.dir, `${options.programName}.log`)
  let day = dayOf(file)

  function write(level: LogLevel, text: string): void {
    if (level === 'debug' && !options.verbose) return
    const now = new Date(options.now())
    const label = level.toUpperCase()
    const line = `${isoTimestamp(now)} ${label} [${options.programName}(${process.pid})]: ${text.replaceAll('\n', '\n  ')}\n`
    options.echo?.(line)
    try {
      const today = localDate(now)
      if (day !== undefined && day !== today) rotate(options, file, day)
      if (day === undefined) mkdirSync(options.dir, { recursive: true })
      day = today
      appendFileSync(file, line)
    } catch {
      // A full disk: the next line may fit again.
    }
  }

  return {
    debug: (text) => write('debug', text),
    info: (text) => write('info', text),
    warn: (text) => write('warn', text),
    error: (text) => write('error', text),
  }
}

/** The day on which a file was last written. */
function dayOf(file: string): string | undefined {
  try {
    return localDate(statSync(file).mtime)
  } catch {
    return undefined
  }
}

function rotate({ dir, programName }: AgentLogOptions, file: string, day: string): void {
  renameSync(file, join(dir, `${programName}.${day.replaceAll('-', '')}.log`))
  const dated = readdirSync(dir)
    .filter((name) => name.startsWith(`${programName}.`) && /^\d{8}\.log$/.test(name.slice(programName.length + 1)))
    .sort()
  for (const name of dated.slice(0, Math.max(0, dated.length - KEPT_FILES))) rmSync(join(dir, name), { force: true })
}
