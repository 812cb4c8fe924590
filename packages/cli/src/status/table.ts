import { plain } from '../watch/plain.ts'

/** Rows below a head, columns aligned; `(none)` where there are no rows. */
export function table(head: string[], rows: string[][]): string[] {
  const cells = rows.map((row) => row.map(plain))
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)))
  const line = (row: string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(head), ...(rows.length === 0 ? ['(none)'] : cells.map(line))]
}
