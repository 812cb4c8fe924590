import type { ComputePlatform, RevisionLocation } from '@aws-sdk/client-codedeploy'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bareETag, revisionIdentity } from './revision-identity.ts'
import { checkRevisionLocation, describeRevision, parseRepository } from './revision-location.ts'

const commitId = '0123456789abcdef0123456789abcdef01234567'
const s3Location = { bucket: 'bundles', key: 'web.zip', bundleType: 'zip' as const }
const gitHubLocation = { repository: 'team/web', commitId }

test.each<[string, ComputePlatform, RevisionLocation, RevisionLocation]>([
  ['S3', 'Server', { revisionType: 'S3', s3Location }, { revisionType: 'S3', s3Location }],
  ['S3 without its type', 'Server', { s3Location }, { revisionType: 'S3', s3Location }],
  ['GitHub without its type', 'Server', { gitHubLocation }, { revisionType: 'GitHub', gitHubLocation }],
  [
    'S3 with a location of another type beside it, which is left out',
    'Server',
    { revisionType: 'S3', s3Location, gitHubLocation },
    { revisionType: 'S3', s3Location },
  ],
  [
    'YAML in S3 for ECS',
    'ECS',
    { revisionType: 'S3', s3Location: { ...s3Location, bundleType: 'YAML' } },
    { revisionType: 'S3', s3Location: { ...s3Location, bundleType: 'YAML' } },
  ],
  [
    'an AppSpec for Lambda',
    'Lambda',
    { appSpecContent: { content: 'version: 0.0' } },
    { revisionType: 'AppSpecContent', appSpecContent: { content: 'version: 0.0' } },
  ],
])('a location is taken: %s', (_, platform, given, taken) => {
  expect(checkRevisionLocation(given, platform)).toEqual(taken)
})

test.each<[string, ComputePlatform, RevisionLocation, string]>([
  ['two locations without a type', 'Server', { s3Location, gitHubLocation }, 'revisionType'],
  ['no key', 'Server', { s3Location: { bucket: 'bundles', bundleType: 'zip' } }, 'bucket, key and bundleType'],
  ['no bundle type', 'Server', { s3Location: { bucket: 'b', key: 'k' } }, 'bucket, key and bundleType'],
  ['a bundle type of the other platforms', 'Server', { s3Location: { ...s3Location, bundleType: 'YAML' } }, '"YAML"'],
  ['a bucket that is none', 'Server', { s3Location: { ...s3Location, bucket: '../etc' } }, '"../etc"'],
  ['a zip for Lambda', 'Lambda', { s3Location }, 'BundleType must be either YAML or JSON'],
  ['GitHub for ECS', 'ECS', { gitHubLocation }, 'Server compute platform only'],
  ['an AppSpec for Server', 'Server', { appSpecContent: { content: 'x' } }, 'appSpecContent'],
  ['an empty AppSpec', 'ECS', { appSpecContent: {} }, 'needs content'],
  ['a repository of three parts', 'Server', { gitHubLocation: { repository: 'a/b/c', commitId } }, '"a/b/c"'],
  ['a short commit', 'Server', { gitHubLocation: { repository: 'a/b', commitId: 'abc1234' } }, '"abc1234"'],
  ['no commit', 'Server', { gitHubLocation: { repository: 'a/b' } }, 'repository and commitId'],
])('a location is refused: %s', (_, platform, given, told) => {
  expect(() => checkRevisionLocation(given, platform)).toThrow(
    expect.objectContaining({ code: 'InvalidRevisionException', message: expect.stringContaining(told) }),
  )
})

test.each(['web', '/web', 'team/', 'team/..', '../web', 'team/web/x', 'te am/web', '-team/web', 'team/w\\eb', ''])(
  'a repository is not called %j',
  (repository) => {
    expect(parseRepository(repository)).toBeUndefined()
  },
)

test('a repository is an owner and a name', () => {
  expect(parseRepository('my-team/sample_app.js')).toEqual({ owner: 'my-team', name: 'sample_app.js' })
})

test('a message names a revision as the command line does', () => {
  expect(describeRevision({ s3Location })).toBe('s3://bundles/web.zip')
  expect(describeRevision({ gitHubLocation })).toBe(`github:team/web@${commitId}`)
})

test.each([
  ['"abc"', 'abc'],
  ['abc', 'abc'],
  ['"', '"'],
  [undefined, undefined],
])('the eTag %j is bare as %j', (given, bare) => {
  expect(bareETag(given)).toBe(bare)
})

test('two S3 locations have one identity exactly when they are equal', () => {
  const part = fc.constantFrom('a', 'b', 'a","b')
  const location = fc.record(
    { bucket: part, key: part, bundleType: fc.constantFrom('zip' as const, 'tar' as const), version: part, eTag: part },
    { requiredKeys: ['bucket', 'key', 'bundleType'] },
  )
  const identity = (s3: RevisionLocation['s3Location']) => revisionIdentity({ revisionType: 'S3', s3Location: s3 })
  fc.assert(
    fc.property(location, location, (left, right) => {
      const isEqual = (['bucket', 'key', 'bundleType', 'version', 'eTag'] as const).every((m) => left[m] === right[m])
      expect(identity(left) === identity(right)).toBe(isEqual)
    }),
  )
})
