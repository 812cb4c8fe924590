import { execFileSync } from 'node:child_process'
import { closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'

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
  const disk = `a flush to disk ${spread(flushes(), 'ms', 1)}`
  return `${cpus().length} x ${processor}, ${memory} GiB, load ${load.join(' ')}, ${disk}, Node ${process.version}, commit ${commit()}`
}

/** Ticks of all processors so far, and those that the machine's host kept for others although ours wanted them. */
export function ticks(): { all: number; stolen: number } {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1)
  const fields = line.split(/\s+/).slice(1, 9).map(Number)
  return { all: fields.reduce((sum, each) => sum + each, 0), stolen: fields[7] ?? 0 }
}

/** What it takes to force a few bytes to disk, in milliseconds: commits and agents wait for it many times. */
function flushes(): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'towpath-bench-'))
  const file = openSync(join(folder, 'flush'), 'w')
  try {
    return Array.from({ length: 50 }, () => {
      writeSync(file, 'a line of a log\n')
      const begun = performance.now()
      fdatasyncSync(file)
      return performance.now() - begun
    })
  } finally {
    closeSync(file)
    rmSync(folder, { recursive: true })
  }
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
