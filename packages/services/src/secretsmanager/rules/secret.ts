import type { Tag } from '@aws-sdk/client-secrets-manager'
import { invalidName, invalidRecoveryWindow, invalidTag, noKeys, windowWithForce } from '../errors.ts'

/** The only key there is: the one that AWS takes where none is named. */
const DEFAULT_KEY = 'alias/aws/secretsmanager'
/** Tags of one secret, and days of the recovery window (documented). */
const MOST_TAGS = 50
const USUAL_WINDOW = 30
const DAY = 86_400_000

/** Tags by key. */
export type Tags = Record<string, string>

export function checkSecretName(name: string): string {
  if (!/^[A-Za-z0-9/_+=.@!-]{1,512}$/.test(name)) throw invalidName()
  return name
}

export function checkKey(keyId: string | undefined): void {
  if (keyId !== undefined && keyId !== '' && keyId !== DEFAULT_KEY) throw noKeys(keyId)
}

/** The tags that a secret has once `added` are set on it; checked. */
export function withTags(present: Tags, added: Tag[] = []): Tags {
  const all = new Map(Object.entries(present))
  for (const { Key = '', Value = '' } of added) {
    if (Key.length < 1 || Key.length > 128) throw invalidTag(`key "${Key}" does not have 1 to 128 characters`)
    if (/^aws:/i.test(Key)) throw invalidTag(`key "${Key}": the prefix aws: is reserved`)
    if (Value.length > 256) throw invalidTag(`the value of key "${Key}" has more than 256 characters`)
    all.set(Key, Value)
  }
  if (all.size > MOST_TAGS) throw invalidTag(`a secret takes at most ${MOST_TAGS}`)
  return Object.fromEntries(all)
}

/** When a secret that is deleted now is gone for good: milliseconds since the epoch. */
export function goneAt(now: number, asked: { RecoveryWindowInDays?: number; ForceDeleteWithoutRecovery?: boolean }) {
  const { RecoveryWindowInDays: days, ForceDeleteWithoutRecovery: force } = asked
  if (force && days !== undefined) throw windowWithForce()
  if (days !== undefined && (days < 7 || days > 30)) throw invalidRecoveryWindow()
  return force ? now : now + (days ?? USUAL_WINDOW) * DAY
}
