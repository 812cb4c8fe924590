import type { Filter } from '@aws-sdk/client-secrets-manager'
import type { Tags } from './secret.ts'

/** What filters look at. */
export interface Filtered {
  name: string
  description?: string
  tags: Tags
}

/**
 * Whether a secret passes all filters: each holds values of which one has to be the beginning of what is looked at, without
 * regard to case for `all`; a value with `!` before it must not be (documented).
 */
export function passes(filters: Filter[] = []): (secret: Filtered) => boolean {
  return (secret) => filters.every((filter) => filter.Values?.some((value) => test(filter.Key, value, secret)))
}

function test(key: Filter['Key'], value: string, secret: Filtered): boolean {
  return value.startsWith('!') ? !begins(key, value.slice(1), secret) : begins(key, value, secret)
}

function begins(key: Filter['Key'], value: string, { name, description = '', tags }: Filtered): boolean {
  const within = (text: string) => text.toLowerCase().startsWith(value.toLowerCase())
  const words = (text: string) => within(text) || text.split(/[ /_=.@+-]+/).some(within)
  switch (key) {
    case 'name':
      return name.startsWith(value)
    case 'description':
      return words(description)
    case 'tag-key':
      return Object.keys(tags).some((tag) => tag.startsWith(value))
    case 'tag-value':
      return Object.values(tags).some((tag) => tag.startsWith(value))
    case 'all':
      return [name, description, ...Object.keys(tags), ...Object.values(tags)].some(words)
    default:
      // Regions of replicas and services that own secrets: there are none here.
      return false
  }
}
