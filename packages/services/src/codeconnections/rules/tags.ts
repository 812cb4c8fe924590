import { invalidInput, tooManyTags } from '../errors.ts'

/** Documented: a resource has up to 50 tags. */
const MOST = 50

// Letters, digits and spaces of any script, and a few signs: what AWS takes in resource tags (documented).
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

export interface ResourceTag {
  Key: string
  Value: string
}

/** Tags to add to the resource with that ARN, which has those with the keys `present` already. */
export function checkTags(
  arn: string,
  tags: { Key?: string; Value?: string }[] = [],
  present: string[] = [],
): ResourceTag[] {
  const checked = tags.map(({ Key = '', Value = '' }) => ({ Key, Value }))
  for (const { Key, Value } of checked) {
    if (Key.toLowerCase().startsWith('aws:')) throw invalidInput(`"${Key}": keys that begin with aws: are AWS's own`)
    for (const text of [Key, Value]) {
      if (!CHARACTERS.test(text))
        throw invalidInput(`"${text}" is not made of letters, digits, spaces and _ . : / = + - @`)
    }
  }
  const keys = checked.map(({ Key }) => Key)
  const repeated = keys.find((key, index) => keys.indexOf(key) !== index)
  if (repeated !== undefined) throw invalidInput(`The tag key "${repeated}" is given more than once`)
  if (new Set([...keys, ...present]).size > MOST) throw tooManyTags(arn, MOST)
  return checked
}
