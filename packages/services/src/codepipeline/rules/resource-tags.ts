import type { Tag } from '@aws-sdk/client-codepipeline'
import { invalidTags, systemTags, tooManyTags } from '../errors.ts'
import { repeated } from './pipeline.ts'
import { QUOTAS } from './quotas.ts'

export interface ResourceTag {
  key: string
  value: string
}

// Letters, digits and spaces of any script, and a few signs: what AWS takes in resource tags (documented).
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/** Tags to add to the resource with that ARN, which has `present` already. Lengths were checked against the model. */
export function checkResourceTags(arn: string, tags: Tag[], present: ResourceTag[] = []): ResourceTag[] {
  const checked = tags.map(({ key = '', value = '' }) => ({ key, value }))
  const keys = checked.map(({ key }) => key)
  if (keys.some(isSystemTag)) throw systemTags()
  for (const text of checked.flatMap(({ key, value }) => [key, value])) {
    if (!CHARACTERS.test(text)) {
      throw invalidTags(`"${text}" is not made of letters, digits, spaces and _ . : / = + - @`)
    }
  }
  for (const key of repeated(keys)) throw invalidTags(`The tag key "${key}" is given more than once`)
  if (new Set([...keys, ...present.map(({ key }) => key)]).size > QUOTAS.tags) throw tooManyTags(arn)
  return checked
}

export const isSystemTag = (key: string): boolean => key.toLowerCase().startsWith('aws:')
