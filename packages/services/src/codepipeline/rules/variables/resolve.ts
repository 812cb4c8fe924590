import { QUOTAS } from '../quotas.ts'
import type { Reference } from './references.ts'
import { replaceReferences } from './references.ts'

/** What the variables of one execution stand for at one moment: namespace -> key -> value. */
export type Namespaces = Record<string, Record<string, string>>

export type Resolved = { ok: true; values: Record<string, string> } | { ok: false; message: string }

/**
 * Fills in the variables of some texts, by key. Textual: a value that itself looks like a reference stays as it is
 * (documented). A variable without a value fails the action; so does a result that is too large.
 */
export function resolveTexts(texts: Record<string, string>, namespaces: Namespaces): Resolved {
  const missing = new Set<string>()
  const values = Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [
      key,
      replaceReferences(text, (reference) => value(reference, missing)),
    ]),
  )
  if (missing.size > 0) {
    return { ok: false, message: `The following variables have no value: ${[...missing].join(', ')}` }
  }
  const size = Object.entries(values).reduce((sum, [key, text]) => sum + key.length + text.length, 0)
  return size > QUOTAS.resolvedConfiguration
    ? { ok: false, message: `With its variables filled in, the configuration is larger than ${LIMIT}` }
    : { ok: true, values }

  function value({ text, namespace, key }: Reference, absent: Set<string>): string {
    const found = namespace === undefined || key === undefined ? undefined : lookUp(namespaces, namespace, key)
    if (found === undefined) absent.add(text)
    return found ?? text
  }
}

const LIMIT = `${QUOTAS.resolvedConfiguration / 1024} KB`

/** Own members only: `#{constructor.name}` is no variable. */
function lookUp(namespaces: Namespaces, namespace: string, key: string): string | undefined {
  const values = Object.hasOwn(namespaces, namespace) ? namespaces[namespace] : undefined
  return values && Object.hasOwn(values, key) ? values[key] : undefined
}
