import type { ListApplicationRevisionsInput, RevisionLocation } from '@aws-sdk/client-codedeploy'
import {
  bucketNameFilterRequired,
  invalidBucketNameFilter,
  invalidDeployedStateFilter,
  invalidKeyPrefixFilter,
  invalidSortBy,
  invalidSortOrder,
} from '../errors.ts'

/** What deciding about a revision in a list needs to be known of it. */
interface Listed {
  id: string
  location: RevisionLocation
  registeredAt: number
  firstUsedAt?: number
  lastUsedAt?: number
  deploymentGroups: string[]
}

/** Which revisions ListApplicationRevisions shows, and a text key that puts them in the order asked for. */
export interface RevisionList {
  shows(revision: Listed): boolean
  keyOf(revision: Listed): string
}

const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/
const LONGEST_KEY = 1024
const TIMES = { registerTime: 'registeredAt', firstUsedTime: 'firstUsedAt', lastUsedTime: 'lastUsedAt' } as const

export function revisionList(input: ListApplicationRevisionsInput): RevisionList {
  const shown = [deployedFilter(input), s3Filter(input)]
  return { shows: (revision) => shown.every((shows) => shows(revision)), keyOf: keyOf(input) }
}

/** Times sort as text of equal length; a revision that was never used comes before all that were. */
function keyOf({ sortBy, sortOrder = 'ascending' }: ListApplicationRevisionsInput): (revision: Listed) => string {
  if (sortBy !== undefined && !Object.hasOwn(TIMES, sortBy)) throw invalidSortBy(sortBy)
  if (sortOrder !== 'ascending' && sortOrder !== 'descending') throw invalidSortOrder(sortOrder)
  if (sortBy === undefined) return ({ id }) => id
  const direction =
    sortOrder === 'ascending' ? (time: number) => time : (time: number) => Number.MAX_SAFE_INTEGER - time
  return (revision) => `${String(direction(revision[TIMES[sortBy]] ?? 0)).padStart(16, '0')} ${revision.id}`
}

function deployedFilter({ deployed = 'ignore' }: ListApplicationRevisionsInput): (revision: Listed) => boolean {
  switch (deployed) {
    case 'ignore':
      return () => true
    case 'include':
      return ({ deploymentGroups }) => deploymentGroups.length > 0
    case 'exclude':
      return ({ deploymentGroups }) => deploymentGroups.length === 0
    default:
      throw invalidDeployedStateFilter(deployed)
  }
}

function s3Filter({ s3Bucket, s3KeyPrefix }: ListApplicationRevisionsInput): (revision: Listed) => boolean {
  if (s3Bucket === undefined) {
    if (s3KeyPrefix !== undefined) throw bucketNameFilterRequired()
    return () => true
  }
  if (!BUCKET.test(s3Bucket)) throw invalidBucketNameFilter(s3Bucket)
  if (s3KeyPrefix !== undefined && s3KeyPrefix.length > LONGEST_KEY) throw invalidKeyPrefixFilter(s3KeyPrefix)
  return ({ location: { s3Location } }) =>
    s3Location?.bucket === s3Bucket && (s3Location.key ?? '').startsWith(s3KeyPrefix ?? '')
}
