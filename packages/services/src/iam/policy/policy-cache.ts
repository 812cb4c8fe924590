import type { Policy, PolicyKind } from './document.ts'
import { parsePolicy } from './parse.ts'

/** Compiled documents by their text. Texts are immutable, so nothing here is ever stale. */
export interface PolicyCache {
  /** The compiled document, or undefined when `text` is none: whoever stored it should have refused it. */
  compile(text: string, kind: PolicyKind): Policy | undefined
}

/** Keeps at most `limit` documents; the one not asked for longest goes first. */
export function policyCache(limit = 1000): PolicyCache {
  const known = new Map<string, Policy | undefined>()
  return {
    compile(text, kind) {
      const key = `${kind} ${text}`
      if (known.has(key)) {
        const policy = known.get(key)
        known.delete(key)
        known.set(key, policy)
        return policy
      }
      const parsed = parsePolicy(text, { kind })
      const policy = 'policy' in parsed ? parsed.policy : undefined
      known.set(key, policy)
      for (const oldest of known.keys()) {
        if (known.size <= limit) break
        known.delete(oldest)
      }
      return policy
    },
  }
}
