import type { FileCoverage } from './report.ts'

/** Adds up what is known of the lines of files. The same line may be told of more than once: any hit counts. */
export class LineCounts {
  readonly #files = new Map<string, { lines: Map<number, boolean>; covered: number; total: number }>()

  line(path: string, number: number, hit: boolean): void {
    const { lines } = this.#file(path)
    lines.set(number, hit || lines.get(number) === true)
  }

  branches(path: string, covered: number, total: number): void {
    const file = this.#file(path)
    file.total += Math.max(0, total)
    file.covered += Math.min(Math.max(0, covered), Math.max(0, total))
  }

  files(): FileCoverage[] {
    return [...this.#files].map(([path, { lines, covered, total }]) => {
      const hits = [...lines.values()].filter(Boolean).length
      const missed = lines.size - hits
      return {
        path,
        linesCovered: hits,
        linesMissed: missed,
        branchesCovered: covered,
        branchesMissed: total - covered,
      }
    })
  }

  #file(path: string) {
    const file = this.#files.get(path) ?? { lines: new Map(), covered: 0, total: 0 }
    this.#files.set(path, file)
    return file
  }
}
