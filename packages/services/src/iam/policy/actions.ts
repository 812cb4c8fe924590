import { compilePattern, matchesPattern, type Pattern } from './pattern.ts'

/** The actions a statement names, sorted by service so that long lists (ReadOnlyAccess) cost one look-up. */
export interface ActionSet {
  everything: boolean
  services: ReadonlyMap<string, { exact: ReadonlySet<string>; patterns: readonly Pattern[] }>
}

/** Case does not count in actions (documented). */
export function compileActions(actions: readonly string[]): ActionSet {
  const services = new Map<string, { exact: Set<string>; patterns: Pattern[] }>()
  let everything = false
  for (const action of actions) {
    if (action === '*' || action === '*:*') {
      everything = true
      continue
    }
    const [service, name] = splitAction(action)
    const entry = services.get(service) ?? { exact: new Set(), patterns: [] }
    services.set(service, entry)
    const pattern = compilePattern([{ text: name }])
    if (pattern.kind === 'exactly') entry.exact.add(name)
    else entry.patterns.push(pattern)
  }
  return { everything, services }
}

/** `s3:GetObject` as service and name, in lower case. */
export function splitAction(action: string): [service: string, name: string] {
  const text = action.toLowerCase()
  const colon = text.indexOf(':')
  return [text.slice(0, colon), text.slice(colon + 1)]
}

export function includesAction(set: ActionSet, [service, name]: readonly [string, string]): boolean {
  if (set.everything) return true
  const entry = set.services.get(service)
  if (!entry) return false
  return entry.exact.has(name) || entry.patterns.some((pattern) => matchesPattern(pattern, name))
}
