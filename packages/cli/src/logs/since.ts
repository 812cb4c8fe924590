import { UsageError } from '@towpath/base'

const MILLISECONDS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** The time that `text` means, in milliseconds since the epoch: `10m` before now, or a date (ISO 8601). */
export function readSince(text: string, now: number): number {
  const [, amount, unit = ''] = /^(\d{1,6})([smhdw])$/.exec(text) ?? []
  if (amount !== undefined) return Math.max(0, now - Number(amount) * (MILLISECONDS[unit] ?? 0))
  const date = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(date) || date < 0) {
    throw new UsageError(
      `--since ${text}: give a duration such as 30s, 10m, 2h, 1d or 1w, or a date such as 2026-11-22T03:00:00Z`,
    )
  }
  return date
}
