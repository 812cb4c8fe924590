import type { ComputePlatform, GitHubLocation, RevisionLocation, S3Location } from '@aws-sdk/client-codedeploy'
import { invalidRevision, revisionRequired } from '../errors.ts'

/** A repository as GitHub locations name it: `OWNER/NAME`. */
export interface RepositoryName {
  owner: string
  name: string
}

const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/
const COMMIT = /^[0-9a-fA-F]{40}$/
// What GitHub itself takes, without the names a file system or a URL would read as something else.
const OWNER = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/
const REPOSITORY = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/

/**
 * The location, checked for an application of that platform and reduced to the members that its type uses.
 *
 * A `revisionType` that is left out is told from the one location given: clients send
 * `{"gitHubLocation": {...}}` alone, and AWS takes it.
 */
export function checkRevisionLocation(
  location: RevisionLocation | undefined,
  platform: ComputePlatform,
): RevisionLocation {
  if (!location || Object.values(location).every((member) => member === undefined)) throw revisionRequired()
  switch (revisionType(location)) {
    case 'S3':
      return { revisionType: 'S3', s3Location: checkS3(location.s3Location, platform) }
    case 'GitHub':
      if (platform !== 'Server') throw invalidRevision('A GitHub revision is for the Server compute platform only.')
      return { revisionType: 'GitHub', gitHubLocation: checkGitHub(location.gitHubLocation) }
    case 'AppSpecContent':
      checkContent('appSpecContent', location.appSpecContent?.content, platform)
      return { revisionType: 'AppSpecContent', appSpecContent: location.appSpecContent }
    case 'String':
      checkContent('string', location.string?.content, platform)
      return { revisionType: 'String', string: location.string }
    default:
      throw invalidRevision(
        location.revisionType === undefined
          ? 'A revision location needs a revisionType when it holds more or less than one location.'
          : `Revision type "${location.revisionType}" is not one of S3, GitHub, AppSpecContent, String.`,
      )
  }
}

/** The parts of `OWNER/NAME`, or undefined when `repository` is not of that form. */
export function parseRepository(repository: string): RepositoryName | undefined {
  const [owner = '', name = '', ...more] = repository.split('/')
  return OWNER.test(owner) && REPOSITORY.test(name) && more.length === 0 ? { owner, name } : undefined
}

/** `s3://BUCKET/KEY` or `github:OWNER/REPO@COMMIT`: how messages and our own command line name a revision. */
export function describeRevision({ revisionType, s3Location, gitHubLocation }: RevisionLocation): string {
  if (s3Location) return `s3://${s3Location.bucket}/${s3Location.key}`
  if (gitHubLocation) return `github:${gitHubLocation.repository}@${gitHubLocation.commitId}`
  return revisionType ?? 'no location'
}

function revisionType(location: RevisionLocation): string | undefined {
  if (location.revisionType !== undefined) return location.revisionType
  const given = [
    location.s3Location && 'S3',
    location.gitHubLocation && 'GitHub',
    location.appSpecContent && 'AppSpecContent',
    location.string && 'String',
  ].filter((type) => type !== undefined)
  return given.length === 1 ? given[0] : undefined
}

function checkS3(location: S3Location | undefined, platform: ComputePlatform): S3Location {
  const { bucket, key, bundleType, version, eTag } = location ?? {}
  if (!bucket || !key || !bundleType) throw invalidRevision('An S3 location needs bucket, key and bundleType.')
  if (!BUCKET.test(bucket)) throw invalidRevision(`"${bucket}" is not the name of an S3 bucket.`)
  if (platform === 'Server') {
    if (!['tar', 'tgz', 'zip'].includes(bundleType)) {
      throw invalidRevision(`Bundle type "${bundleType}" is not one of tar, tgz, zip.`)
    }
  } else if (!['YAML', 'JSON'].includes(bundleType)) {
    throw invalidRevision('BundleType must be either YAML or JSON')
  }
  return { bucket, key, bundleType, ...(version && { version }), ...(eTag && { eTag }) }
}

function checkGitHub(location: GitHubLocation | undefined): GitHubLocation {
  const { repository, commitId } = location ?? {}
  if (!repository || !commitId) throw invalidRevision('A GitHub location needs repository and commitId.')
  if (!parseRepository(repository)) throw invalidRevision(`Repository "${repository}" is not of the form OWNER/NAME.`)
  if (!COMMIT.test(commitId)) {
    throw invalidRevision(`Commit id "${commitId}" is not a full SHA-1: 40 hexadecimal digits.`)
  }
  return { repository, commitId }
}

function checkContent(member: string, content: string | undefined, platform: ComputePlatform): void {
  if (platform === 'Server') throw invalidRevision(`${member} is not for the Server compute platform.`)
  if (!content) throw invalidRevision(`${member} needs content.`)
}
