import { invalidInput, limitExceeded, malformedPolicyDocument, quotaExceeded } from '../errors.ts'
import { parsePolicy } from '../policy/parse.ts'
import type { HolderKind } from './entities.ts'
import { INLINE_POLICY_SIZE, QUOTAS } from './quotas.ts'

/** Refuses what is no document for a managed policy. */
export function checkManagedPolicy(document: string): void {
  if (sizeOf(document) > QUOTAS.PolicySize) throw quotaExceeded('PolicySize', QUOTAS.PolicySize)
  const parsed = parsePolicy(document, { kind: 'identity', currentVersionOnly: true })
  if ('problem' in parsed) throw malformedPolicyDocument(parsed.problem)
}

/** Refuses what is no document for an inline policy, or is too much beside the holder's `others`. */
export function checkInlinePolicy(document: string, kind: HolderKind, holder: string, others: readonly string[]): void {
  const parsed = parsePolicy(document, { kind: 'identity' })
  if ('problem' in parsed) throw malformedPolicyDocument(parsed.problem)
  const limit = INLINE_POLICY_SIZE[kind]
  const total = [...others, document].reduce((sum, text) => sum + sizeOf(text), 0)
  if (total > limit) throw limitExceeded(`Maximum policy size of ${limit} bytes exceeded for ${kind} ${holder}`)
}

export function checkTrustPolicy(document: string): void {
  if (sizeOf(document) > QUOTAS.ACLSizePerRole) throw quotaExceeded('ACLSizePerRole', QUOTAS.ACLSizePerRole)
  const parsed = parsePolicy(document, { kind: 'trust' })
  if ('problem' in parsed) throw malformedPolicyDocument(parsed.problem)
}

/** For simulations: documents that are looked at and not kept. */
export function checkSimulatedPolicy(document: string, kind: 'identity' | 'resource' = 'identity'): void {
  const parsed = parsePolicy(document, { kind })
  if ('problem' in parsed) throw invalidInput(`Invalid policy document: ${parsed.problem}`)
}

/** IAM does not count whitespace (documented). */
function sizeOf(document: string): number {
  return document.replace(/\s/g, '').length
}

/** How IAM hands documents out: percent-encoded as RFC 3986 has it. */
export function encodeDocument(document: string): string {
  return encodeURIComponent(document).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}
