import type { GetRandomPasswordRequest } from '@aws-sdk/client-secrets-manager'
import type { Ids } from '@towpath/base'
import { invalidPassword } from '../errors.ts'

const USUAL_LENGTH = 32
const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const KINDS = {
  lower: LOWER,
  upper: LOWER.toUpperCase(),
  digits: '0123456789',
  // The signs that AWS documents.
  punctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
}

/** A password out of the kinds of characters that are wanted; by default with at least one of each (documented). */
export function randomPassword(asked: GetRandomPasswordRequest, ids: Pick<Ids, 'random'>): string {
  const length = asked.PasswordLength ?? USUAL_LENGTH
  const kinds = alphabets(asked)
  if (kinds.length === 0) throw invalidPassword('Every character is excluded: no password can be made.')
  const each = (asked.RequireEachIncludedType ?? true) ? kinds : []
  if (length < each.length) {
    throw invalidPassword(`A password with one of each included type has at least ${each.length} characters.`)
  }
  const signs = each.map((kind) => ids.random(1, kind))
  signs.push(...ids.random(length - each.length, kinds.join('')))
  return shuffled(signs, ids).join('')
}

function alphabets(asked: GetRandomPasswordRequest): string[] {
  const excluded = new Set(asked.ExcludeCharacters ?? '')
  const wanted = [
    asked.ExcludeLowercase ? '' : KINDS.lower,
    asked.ExcludeUppercase ? '' : KINDS.upper,
    asked.ExcludeNumbers ? '' : KINDS.digits,
    asked.ExcludePunctuation ? '' : KINDS.punctuation,
    asked.IncludeSpace ? ' ' : '',
  ]
  return wanted.map((kind) => [...kind].filter((sign) => !excluded.has(sign)).join('')).filter((kind) => kind !== '')
}

/** In an order that tells nothing of how they came about. */
function shuffled(signs: string[], ids: Pick<Ids, 'random'>): string[] {
  const keyed = signs.map((sign) => ({ sign, key: ids.random(16, LOWER) }))
  return keyed.sort((left, right) => (left.key < right.key ? -1 : 1)).map(({ sign }) => sign)
}
