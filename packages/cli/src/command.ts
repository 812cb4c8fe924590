import type { Io } from './io.ts'

/** Values of a command's options by their long name in camel case, and of its arguments in order. */
export interface Given {
  options: Record<string, unknown>
  arguments: string[]
  /** What stands behind `--`. */
  rest: string[]
}

/** One command of the command line. */
export interface CommandSpec {
  /** The words that call it: `['deployments', 'watch']`. */
  words: string[]
  summary: string
  /** `<id>` for one that must be given, `[id]` for one that may, `[command...]` for many. */
  arguments?: [name: string, help: string][]
  options?: OptionSpec[]
  /** Not listed in the help. */
  hidden?: boolean
  /** Resolves with the exit code. A UsageError ends in exit code 2. */
  run(given: Given, io: Io): Promise<number>
}

export interface OptionSpec {
  /** As commander takes it: `--data <DIR>`, `-l, --bundle-location <PLACE>`. */
  flags: string
  help: string
}

/** Exit codes of all commands, unless a command says otherwise. */
export const EXIT = { ok: 0, failed: 1, usage: 2, stopped: 3 } as const
