import { invalidParameterValue } from '../errors.ts'

const MOST_TAGS = 50

interface Inherited {
  tags: Record<string, string>
  transitiveTagKeys?: string[]
}

/** The tags of a new session: those handed in, and those that go on from the session that assumes the role. */
export function sessionTags(
  given: readonly { Key?: string; Value?: string }[] = [],
  transitive: readonly string[] = [],
  caller?: Inherited,
): { tags: Record<string, string>; transitiveTagKeys: string[] } {
  const tags = new Map<string, [key: string, value: string]>()
  const inheritedKeys = caller?.transitiveTagKeys ?? []
  for (const key of inheritedKeys) tags.set(key.toLowerCase(), [key, caller?.tags[key] ?? ''])
  for (const { Key = '', Value = '' } of given) {
    const folded = Key.toLowerCase()
    if (folded.startsWith('aws:'))
      throw invalidParameterValue(`Tag key ${Key} is reserved: keys may not begin with aws:`)
    if (inheritedKeys.some((key) => key.toLowerCase() === folded)) throw invalidParameterValue(CONFLICT)
    if (tags.has(folded)) throw invalidParameterValue(DUPLICATE)
    tags.set(folded, [Key, Value])
  }
  for (const key of transitive) if (!tags.has(key.toLowerCase())) throw invalidParameterValue(NOT_A_TAG)
  if (tags.size > MOST_TAGS) throw invalidParameterValue(`A session can have at most ${MOST_TAGS} tags.`)
  const keys = transitive.map((key) => tags.get(key.toLowerCase())?.[0] ?? key)
  return { tags: Object.fromEntries(tags.values()), transitiveTagKeys: [...new Set([...inheritedKeys, ...keys])] }
}

const DUPLICATE = 'Duplicate tag keys found. Please note that Tag keys are case insensitive.'
const NOT_A_TAG = 'The specified transitive tag key must be included in the requested tags.'
const CONFLICT =
  "One of the specified tag keys can't be set because it conflicts with a transitive tag key from the calling session."
