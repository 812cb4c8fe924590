import { readDocument } from './raw-document.ts'
import { parseTemplate } from './template.ts'

/**
 * The condition keys that a document asks for, in conditions and as policy variables, as it spells them. Throws
 * PolicyProblem when it is no policy document.
 */
export function contextKeysOf(document: string): string[] {
  const { version, statements } = readDocument(document, 'identity')
  const keys = new Map<string, string>()
  const add = (key: string) => keys.set(key.toLowerCase(), keys.get(key.toLowerCase()) ?? key)
  for (const statement of statements) {
    const texts = [...(statement.resource ?? []), ...(statement.notResource ?? [])]
    for (const [, key, values] of statement.conditions) {
      add(key)
      texts.push(...values)
    }
    for (const text of texts) {
      for (const segment of parseTemplate(text, version === '2012-10-17')) if ('key' in segment) add(segment.spelling)
    }
  }
  return [...keys.values()].sort()
}
