import type { PhaseSpec } from '../buildspec/buildspec.ts'
import type { PhaseContext } from '../buildspec/problem.ts'
import { commandFailed } from './phases.ts'

export type NextCommand =
  | { run: string; part: 'commands' | 'finally' }
  | { ended: 'SUCCEEDED' | 'FAILED'; contexts: PhaseContext[] }

/**
 * What a driver does next in a phase, after the commands whose exit statuses are `statuses`, in the order in which it
 * was told to run them. The first that fails ends its list; `finally` runs either way, and its failure is the phase's,
 * too (documented). The first failure is the one that is told.
 */
export function nextCommand(spec: Pick<PhaseSpec, 'commands' | 'finally'>, statuses: readonly number[]): NextCommand {
  let left = statuses
  const contexts: PhaseContext[] = []
  for (const part of ['commands', 'finally'] as const) {
    const list = spec[part]
    const failedAt = left.slice(0, list.length).findIndex((status) => status !== 0)
    const over = failedAt < 0 ? list.length : failedAt + 1
    const next = list[left.length]
    if (left.length < over && next !== undefined) return { run: next, part }
    if (failedAt >= 0) contexts.push(commandFailed(list[failedAt] ?? '', left[failedAt] ?? 1))
    left = left.slice(over)
  }
  return { ended: contexts.length > 0 ? 'FAILED' : 'SUCCEEDED', contexts: contexts.slice(0, 1) }
}

/** Whether a phase needs a driver at all. Runtimes are selected by commands of the image, so they are work as well. */
export function hasWork({ commands, finally: last, runtimeVersions }: PhaseSpec): boolean {
  return commands.length + last.length + Object.keys(runtimeVersions).length > 0
}
