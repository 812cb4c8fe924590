import { execFileSync } from 'node:child_process'
import { cpus, loadavg, totalmem } from 'node:os'

/** One line of the table. */
export interface Figure {
  what: string
  value: string
  /** As design and docs state it; empty where there is none. */
  budget: string
  /** Whether the budget is kept; undefined where there is none or it cannot be compared on one machine. */
  kept?: boolean
}

/** Which machine, under which load, by which command: a figure says nothing without. */
export function machine(): string {
  const processor = cpus()[0]?.model ?? 'unknown processor'
  const memory = Math.round(totalmem() / 2 ** 30)
  const load = loadavg().map((each) => each.toFixed(2))
  return `${cpus().length} x ${processor}, ${memory} GiB, load ${load.join(' ')}, Node ${process.version}, commit ${commit()}`
}

export function table(figures: Figure[]): string {
  const rows = [
    ['what', 'measured', 'budget', ''],
    ...figures.map((each) => [each.what, each.value, each.budget, mark(each.kept)]),
  ]
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export function percentile(values: number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN
}

/** `12 ms (10 to 15)`: the median, and between what it lies. */
export function spread(values: number[], unit: string, digits = 0): string {
  const [low, middle, high] = [Math.min(...values), median(values), Math.max(...values)].map((n) => n.toFixed(digits))
  return `${middle} ${unit} (${low} to ${high})`
}

function mark(kept: boolean | undefined): string {
  return kept === undefined ? '' : kept ? 'ok' : 'OVER'
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: import.meta.dirname, encoding: 'utf8' }).trim()
  } catch {
    return 'unknown'
  }
}
