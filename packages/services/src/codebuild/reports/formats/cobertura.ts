import { LineCounts } from '../line-counts.ts'
import type { FileCoverage } from '../report.ts'
import { child, children, count, descendants, readReportXml } from '../xml.ts'

/** Cobertura. Several classes may be of one file; lines told of below methods stand below the class as well. */
export function cobertura(text: string): FileCoverage[] {
  const counts = new LineCounts()
  for (const [type] of descendants(readReportXml(text, 'coverage'), 'class')) {
    const path = type.attributes.filename ?? ''
    for (const line of children(child(type, 'lines'), 'line')) {
      counts.line(path, count(line, 'number'), count(line, 'hits') > 0)
      // `50% (1/2)`
      const [, covered, total] = /\((\d{1,9})\/(\d{1,9})\)/.exec(line.attributes['condition-coverage'] ?? '') ?? []
      if (total !== undefined) counts.branches(path, Number(covered), Number(total))
    }
  }
  return counts.files()
}
