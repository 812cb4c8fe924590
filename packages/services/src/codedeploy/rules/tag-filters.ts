import type { EC2TagFilter, EC2TagSet, OnPremisesTagSet, Tag, TagFilter } from '@aws-sdk/client-codedeploy'
import type { ServiceError } from '@towpath/base'
import { tagSetListLimitExceeded } from '../errors.ts'
import { QUOTAS } from './quotas.ts'

type Filter = EC2TagFilter | TagFilter

/** What tag filters are checked to be; `invalid` makes the error of the side (EC2, on-premises) they are for. */
export function checkTagFilters(filters: Filter[], invalid: (message: string) => ServiceError): void {
  if (filters.length > QUOTAS.tagFilters) {
    throw invalid(`At most ${QUOTAS.tagFilters} tag filters can be given; there are ${filters.length}.`)
  }
  for (const filter of filters) checkTagFilter(filter, invalid)
}

/** Checks the tag groups of a tag set. */
export function checkTagSet(groups: Filter[][], invalid: (message: string) => ServiceError): void {
  if (groups.length > QUOTAS.tagGroupsPerTagSet) throw tagSetListLimitExceeded(QUOTAS.tagGroupsPerTagSet)
  for (const group of groups) {
    if (group.length === 0) throw invalid('A tag group needs at least one tag filter.')
    checkTagFilters(group, invalid)
  }
}

/** Whether a host with `tags` is meant by any of `filters`. */
export function matchesAnyFilter(filters: Filter[], tags: Tag[]): boolean {
  return filters.some((filter) => tags.some((tag) => matches(filter, tag)))
}

/** Whether a host with `tags` is meant by every tag group, which it is when any filter of the group matches. */
export function matchesTagSet(groups: Filter[][], tags: Tag[]): boolean {
  return groups.length > 0 && groups.every((group) => matchesAnyFilter(group, tags))
}

/** Whether filters or tag set of a deployment group mean an EC2 instance with `tags`. No selector: no instance. */
export function selectsEC2Instance(
  selector: { ec2TagFilters?: EC2TagFilter[]; ec2TagSet?: EC2TagSet },
  tags: Tag[],
): boolean {
  return (
    matchesAnyFilter(selector.ec2TagFilters ?? [], tags) || matchesTagSet(selector.ec2TagSet?.ec2TagSetList ?? [], tags)
  )
}

/** The same for a registered on-premises instance. */
export function selectsOnPremisesInstance(
  selector: { onPremisesInstanceTagFilters?: TagFilter[]; onPremisesTagSet?: OnPremisesTagSet },
  tags: Tag[],
): boolean {
  return (
    matchesAnyFilter(selector.onPremisesInstanceTagFilters ?? [], tags) ||
    matchesTagSet(selector.onPremisesTagSet?.onPremisesTagSetList ?? [], tags)
  )
}

function checkTagFilter(filter: Filter, invalid: (message: string) => ServiceError): void {
  const { Key, Value, Type } = filter
  const type: string = filterType(filter)
  const named = `Tag filter ${JSON.stringify({ Key, Value, Type })}`
  if (!['KEY_ONLY', 'VALUE_ONLY', 'KEY_AND_VALUE'].includes(type)) {
    throw invalid(`${named}: Type is not one of KEY_ONLY, VALUE_ONLY, KEY_AND_VALUE.`)
  }
  if (type !== 'VALUE_ONLY' && !Key) throw invalid(`${named} needs a Key.`)
  if (type !== 'KEY_ONLY' && Value === undefined) throw invalid(`${named} needs a Value.`)
  if ((Key ?? '').length > QUOTAS.tagKeyLength) {
    throw invalid(`${named}: Key is longer than ${QUOTAS.tagKeyLength} characters.`)
  }
  if ((Value ?? '').length > QUOTAS.tagValueLength) {
    throw invalid(`${named}: Value is longer than ${QUOTAS.tagValueLength} characters.`)
  }
}

/** A filter without a Type means what it has. */
function filterType({ Key, Value, Type }: Filter): NonNullable<Filter['Type']> {
  if (Type !== undefined) return Type
  if (Value === undefined) return 'KEY_ONLY'
  return Key === undefined ? 'VALUE_ONLY' : 'KEY_AND_VALUE'
}

function matches(filter: Filter, tag: Tag): boolean {
  const type = filterType(filter)
  const key = type === 'VALUE_ONLY' || filter.Key === tag.Key
  const value = type === 'KEY_ONLY' || matchesWildcard(filter.Value ?? '', tag.Value ?? '')
  return key && value
}

/** `*` stands for any characters, none included (documented for values; keys are literal). */
function matchesWildcard(pattern: string, text: string): boolean {
  const [prefix = '', ...rest] = pattern.split('*')
  const suffix = rest.pop()
  if (suffix === undefined) return pattern === text
  if (!text.startsWith(prefix) || !text.endsWith(suffix) || text.length < prefix.length + suffix.length) return false
  // Each middle part is taken at its first place: linear, where a regular expression could be led to go astray.
  let from = prefix.length
  for (const part of rest) {
    const at = text.indexOf(part, from)
    if (at < 0) return false
    from = at + part.length
  }
  return from <= text.length - suffix.length
}
