import type { DeploymentSpecification, Revision } from '@towpath/agent-link'
import { expect, test } from 'vitest'
import { hookEnvironment } from './environment.ts'

const COMMIT = '0123456789abcdef0123456789abcdef01234567'

function specification(revision: Revision): DeploymentSpecification {
  return {
    deploymentId: 'd-ABC123DEF',
    deploymentGroupId: 'b1a2c3d4-0000-4000-8000-000000000000',
    deploymentGroupName: 'group',
    applicationName: 'app',
    deploymentCreator: 'user',
    deploymentType: 'IN_PLACE',
    appSpecFilename: 'appspec.yml',
    fileExistsBehavior: 'DISALLOW',
    revision,
  }
}

const s3 = (bucket: string, key: string, more: { version?: string; etag?: string } = {}): Revision => ({
  type: 'S3',
  bucket,
  key,
  bundleType: 'tgz',
  ...more,
})

function bundleVariables(revision: Revision): Record<string, string> {
  const environment = hookEnvironment({}, 'AfterInstall', specification(revision))
  return Object.fromEntries(Object.entries(environment).filter(([name]) => name.startsWith('BUNDLE_')))
}

test.each<[string, Revision, Record<string, string>]>([
  [
    'an object in S3',
    s3('bundles', 'app.tgz', { version: 'v1', etag: 'e1' }),
    { BUNDLE_BUCKET: 'bundles', BUNDLE_KEY: 'app.tgz', BUNDLE_VERSION: 'v1', BUNDLE_ETAG: 'e1' },
  ],
  ['an object in S3 without version', s3('bundles', 'app.tgz'), { BUNDLE_BUCKET: 'bundles', BUNDLE_KEY: 'app.tgz' }],
  [
    'a commit that the control plane fetched',
    s3('towpath-revisions', `d-ABC123DEF/${COMMIT}.tgz`),
    { BUNDLE_COMMIT: COMMIT },
  ],
  [
    'an object of that form in a bucket of somebody',
    s3('bundles', `d-ABC123DEF/${COMMIT}.tgz`),
    { BUNDLE_BUCKET: 'bundles', BUNDLE_KEY: `d-ABC123DEF/${COMMIT}.tgz` },
  ],
  [
    'a bundle that was fetched for another deployment',
    s3('towpath-revisions', `d-XYZ789XYZ/${COMMIT}.tgz`),
    { BUNDLE_BUCKET: 'towpath-revisions', BUNDLE_KEY: `d-XYZ789XYZ/${COMMIT}.tgz` },
  ],
  [
    'a key that names no commit',
    s3('towpath-revisions', 'd-ABC123DEF/main.tgz'),
    { BUNDLE_BUCKET: 'towpath-revisions', BUNDLE_KEY: 'd-ABC123DEF/main.tgz' },
  ],
])('scripts are told of %s', (_, revision, expected) => {
  expect(bundleVariables(revision)).toEqual(expected)
})

test('scripts get what the agent was given for them, and none of its credentials or settings', () => {
  const agent = {
    PATH: '/bin',
    AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.2/',
    AWS_SECRET_ACCESS_KEY: 'not-for-scripts',
    AWS_SESSION_TOKEN: 'not-for-scripts',
    TOWPATH_ENROLMENT: 'not-for-scripts',
    TOWPATH_DESTINATION_ROOT: '/srv/instance',
  }

  const environment = hookEnvironment(agent, 'AfterInstall', specification(s3('bundles', 'app.tgz')))

  expect(Object.values(environment)).not.toContain('not-for-scripts')
  expect(environment).toMatchObject({
    PATH: '/bin',
    AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.2/',
    TOWPATH_DESTINATION_ROOT: '/srv/instance',
    LIFECYCLE_EVENT: 'AfterInstall',
    DEPLOYMENT_ID: 'd-ABC123DEF',
  })
})
