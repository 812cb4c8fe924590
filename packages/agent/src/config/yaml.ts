import { parseDocument } from 'yaml'

/**
 * The mapping in a YAML 1.1 text, read as strictly as the official agent's library reads it: no aliases, no dates, no
 * tags of its own. Throws an Error whose message says what is wrong with the text.
 *
 * A byte order mark is skipped, although the official agent stumbles over it (observed).
 */
export function parseYamlMapping(text: string): Record<string, unknown> {
  const document = parseDocument(text, { version: '1.1', uniqueKeys: false, logLevel: 'silent' })
  const [problem] = [...document.errors, ...document.warnings]
  if (problem) throw new Error(firstLine(problem.message))
  const value: unknown = document.toJS({ maxAliasCount: 0 })
  refuseObjects(value)
  if (value === null || value === undefined) return {}
  if (typeof value !== 'object' || Array.isArray(value)) throw new Error('it is not a mapping of keys to values')
  return { ...value }
}

function refuseObjects(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
  if (!isPlain) throw new Error('dates, sets and binary values are not allowed; write them in quotes')
  for (const member of Object.values(value)) refuseObjects(member)
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]?.replace(/:$/, '') ?? message
}
