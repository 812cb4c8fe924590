import type { FileCoverage } from '../report.ts'
import { children, count, descendants, readReportXml } from '../xml.ts'

/** JaCoCo, which counts by itself. */
export function jacoco(text: string): FileCoverage[] {
  return [...descendants(readReportXml(text, 'report'), 'sourcefile')].map(([file, above]) => {
    const of = (type: string) => children(file, 'counter').find(({ attributes }) => attributes.type === type)
    const parts = [above.at(-1)?.attributes.name, file.attributes.name]
    return {
      path: parts.filter(Boolean).join('/'),
      linesCovered: count(of('LINE'), 'covered'),
      linesMissed: count(of('LINE'), 'missed'),
      branchesCovered: count(of('BRANCH'), 'covered'),
      branchesMissed: count(of('BRANCH'), 'missed'),
    }
  })
}
