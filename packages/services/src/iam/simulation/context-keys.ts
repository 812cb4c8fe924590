import { contextKeysOf } from '../policy/context-keys.ts'
import { checkSimulatedPolicy } from '../rules/policy-documents.ts'

/** The condition keys of several documents, each once. */
export function contextKeysOfAll(documents: readonly string[]): string[] {
  for (const document of documents) checkSimulatedPolicy(document)
  return [...new Set(documents.flatMap(contextKeysOf))].sort()
}
