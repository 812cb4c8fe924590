import { LineCounts } from '../line-counts.ts'
import type { FileCoverage } from '../report.ts'
import { children, count, descendants, readReportXml } from '../xml.ts'

/** Clover. A condition has two branches: taken and not taken. */
export function clover(text: string): FileCoverage[] {
  const counts = new LineCounts()
  for (const [file] of descendants(readReportXml(text, 'coverage'), 'file')) {
    const path = file.attributes.path ?? file.attributes.name ?? ''
    for (const line of children(file, 'line')) {
      const isCondition = line.attributes.type === 'cond'
      const taken = [count(line, 'truecount'), count(line, 'falsecount')].filter((times) => times > 0).length
      counts.line(
        path,
        count(line, 'num'),
        isCondition ? taken > 0 || count(line, 'count') > 0 : count(line, 'count') > 0,
      )
      if (isCondition) counts.branches(path, taken, 2)
    }
  }
  return counts.files()
}
