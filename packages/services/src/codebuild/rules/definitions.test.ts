import type { AutoRetryConfig, SourceType } from '@aws-sdk/client-codebuild'
import { expect, test } from 'vitest'
import { isBuildId, type Kind, named, ownerOf, reportGroupName } from './arns.ts'
import { autoRetry } from './auto-retry.ts'
import { pullReference } from './curated-images.ts'
import type { Ending } from './phases.ts'

const PLACE = { account: '123456789012', region: 'us-east-1' }
const HERE = 'arn:aws:codebuild:us-east-1:123456789012'

test.each<[Kind, string, string | undefined]>([
  ['project', 'web', 'web'],
  ['project', `${HERE}:project/web`, 'web'],
  ['build', `${HERE}:build/web:1`, 'web:1'],
  ['project', `${HERE}:build/web:1`, undefined],
  ['project', 'arn:aws:codebuild:eu-west-1:123456789012:project/web', undefined],
  ['project', 'arn:aws:codebuild:us-east-1:210987654321:project/web', undefined],
  ['project', 'arn:aws:s3:::project/web', undefined],
  ['project', 'arn:nonsense', undefined],
])('as a %s, %s means %s', (kind, given, expected) => {
  expect(named(PLACE, kind, given)).toBe(expected)
})

test('a build belongs to the project that its id begins with', () => {
  expect(ownerOf('web:00000000-0000-4000-8000-000000000000')).toBe('web')
  expect(ownerOf('web')).toBe('')
})

test.each([
  ['web:00000000-0000-4000-8000-000000000000', true],
  ['00000000-0000-4000-8000-000000000000', false],
  ['web:1', false],
  ['../x:00000000-0000-4000-8000-000000000000', false],
])('%s is a build id: %s', (id, expected) => {
  expect(isBuildId(id)).toBe(expected)
})

test('a report group that a buildspec names belongs to the project', () => {
  expect(reportGroupName('web', 'unit')).toBe('web-unit')
})

test.each([
  ['aws/codebuild/standard:7.0', 'public.ecr.aws/codebuild/standard:7.0'],
  ['aws/codebuild/../evil:1', 'aws/codebuild/../evil:1'],
  ['alpine:3.20', 'alpine:3.20'],
  ['registry.local:5000/app@sha256:0', 'registry.local:5000/app@sha256:0'],
])('%s is pulled as %s', (image, reference) => {
  expect(pullReference(image)).toBe(reference)
})

test.each<[AutoRetryConfig, Ending, SourceType, number | undefined]>([
  [{ autoRetryLimit: 2 }, 'FAILED', 'GITHUB', 1],
  [{ autoRetryLimit: 2, autoRetryNumber: 1 }, 'TIMED_OUT', 'GITHUB', 2],
  [{ autoRetryLimit: 2, autoRetryNumber: 2 }, 'FAILED', 'GITHUB', undefined],
  [{}, 'FAILED', 'GITHUB', undefined],
  [{ autoRetryLimit: 2 }, 'SUCCEEDED', 'GITHUB', undefined],
  [{ autoRetryLimit: 2 }, 'STOPPED', 'GITHUB', undefined],
  [{ autoRetryLimit: 2 }, 'FAILED', 'CODEPIPELINE', undefined],
])('with %o a build that ended %s from %s is followed by retry %s', (config, ending, sourceType, expected) => {
  const next = autoRetry(config, { ending, sourceType, arn: 'arn:build' })

  expect(next?.autoRetryNumber).toBe(expected)
  if (next) expect(next.previousAutoRetry).toBe('arn:build')
})
