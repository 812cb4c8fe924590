import { describe, expect, test } from 'vitest'
import { formatSpecification } from './format.ts'
import { parseSpecification } from './parse.ts'
import type { DeploymentSpecification } from './specification.ts'

const S3 = { Bucket: 'b', Key: 'k.tgz', BundleType: 'tgz' }

function json(overrides: Record<string, unknown> = {}): string {
  return JSON.stringify({
    DeploymentId: 'd-ABC',
    DeploymentGroupId: 'g-1',
    DeploymentGroupName: 'group',
    ApplicationName: 'app',
    Revision: { RevisionType: 'S3', S3Revision: S3 },
    ...overrides,
  })
}

test('defaults are those of the official agent', () => {
  expect(parseSpecification(json())).toEqual({
    deploymentId: 'd-ABC',
    deploymentGroupId: 'g-1',
    deploymentGroupName: 'group',
    applicationName: 'app',
    deploymentCreator: 'user',
    deploymentType: 'IN_PLACE',
    appSpecFilename: 'appspec.yml',
    fileExistsBehavior: 'DISALLOW',
    revision: { type: 'S3', bucket: 'b', key: 'k.tgz', bundleType: 'tgz' },
  })
})

test('what the control plane writes is what the agent reads', () => {
  const revisions: DeploymentSpecification['revision'][] = [
    { type: 'S3', bucket: 'b', key: 'k', bundleType: 'zip', version: 'v1', etag: '"e"' },
    { type: 'GitHub', account: 'o', repository: 'r', commitId: 'c', bundleType: 'zip' },
    { type: 'Local Directory', location: '/srv/app', bundleType: 'directory' },
  ]
  for (const revision of revisions) {
    const spec = {
      ...parseSpecification(json()),
      revision,
      fileExistsBehavior: 'RETAIN',
      gitHubAccessToken: 'token',
      allPossibleLifecycleEvents: ['Install'],
    }
    expect(parseSpecification(formatSpecification(spec))).toEqual(spec)
  }
})

test('a deployment given as an ARN is called by its id', () => {
  const arn = 'arn:aws:codedeploy:us-east-1:123456789012:deployment/d-XYZ'

  expect(parseSpecification(json({ DeploymentId: arn })).deploymentId).toBe('d-XYZ')
})

test('the file-exists behavior is read in any case and passed on unchecked', () => {
  const spec = (value: string) => json({ AgentActionOverrides: { AgentOverrides: { FileExistsBehavior: value } } })

  expect(parseSpecification(spec('overwrite')).fileExistsBehavior).toBe('OVERWRITE')
  expect(parseSpecification(spec('whatever')).fileExistsBehavior).toBe('WHATEVER')
})

describe('a specification is refused', () => {
  test.each(['DeploymentId', 'DeploymentGroupId', 'DeploymentGroupName', 'ApplicationName'])(
    'when %s is absent, null or empty',
    (key) => {
      for (const value of [undefined, null, '']) {
        expect(() => parseSpecification(json({ [key]: value }))).toThrow(`Deployment Spec has no ${key}`)
      }
    },
  )

  test.each(['..', '.', '../x', 'a/b', 'a\0b', 'arn:aws:codedeploy:r:1:deployment/..'])(
    'when the deployment id %j would lead elsewhere on disk',
    (id) => {
      expect(() => parseSpecification(json({ DeploymentId: id }))).toThrow('cannot be the name of a folder')
      if (!id.startsWith('arn:')) {
        expect(() => parseSpecification(json({ DeploymentGroupId: id }))).toThrow('cannot be the name of a folder')
      }
    },
  )

  const revisions: [string, unknown, string][] = [
    ['no revision', undefined, 'Must specify a revision'],
    ['no revision type', {}, 'Must specify a revision type'],
    ['an unknown type', { RevisionType: 'Zip' }, 'Exactly one of'],
    ['another object than its type says', { RevisionType: 'GitHub', S3Revision: S3 }, 'Exactly one of'],
    ['no key', { RevisionType: 'S3', S3Revision: { ...S3, Key: '' } }, 'S3Revision in Deployment Spec must specify'],
    ['another bundle type', { RevisionType: 'S3', S3Revision: { ...S3, BundleType: 'rar' } }, 'not "rar"'],
    [
      'no token for a private repository',
      { RevisionType: 'GitHub', GitHubRevision: { Account: 'a', Repository: 'r', CommitId: 'c', Anonymous: false } },
      'OAuthToken',
    ],
  ]
  test.each(revisions)('with %s', (_, revision, message) => {
    expect(() => parseSpecification(json({ Revision: revision }))).toThrow(message)
  })

  test.each(['', '[]', '7', 'null', '{'])('when its text is %j', (text) => {
    expect(() => parseSpecification(text)).toThrow(/Deployment Spec is not/)
  })
})
