import { expect, test } from 'vitest'
import { commitStatus } from './commit-status.ts'

const COMMIT = 'a'.repeat(40)
const source = { type: 'GITHUB' as const, location: 'https://github.com/o/web.git', reportBuildStatus: true }
const build = { projectName: 'web', status: 'SUCCEEDED' as const, outcome: { resolvedSourceVersion: COMMIT } }
const input = (change: object, more: object = {}) =>
  ({ settings: { source: { ...source, ...change }, ...more } }) as unknown as Parameters<typeof commitStatus>[1]

test.each([
  ['IN_PROGRESS', 'pending', 'Build started for project web'],
  ['SUCCEEDED', 'success', 'Build succeeded for project web'],
  ['FAILED', 'failure', 'Build failed for project web'],
  ['TIMED_OUT', 'failure', 'Build timed out for project web'],
  ['FAULT', 'error', 'Build ended with a fault for project web'],
  ['STOPPED', 'error', 'Build stopped for project web'],
] as const)('a build that is %s is told as %s', (status, state, description) => {
  expect(commitStatus({ ...build, status }, input({}), 'eu-west-1')).toEqual({
    type: 'GITHUB',
    location: source.location,
    commitId: COMMIT,
    state,
    context: 'AWS CodeBuild eu-west-1 (web)',
    description,
    targetUrl: undefined,
  })
})

test('a project may have a context and an address of its own, and each build of a batch its own context', () => {
  const buildStatusConfig = { context: 'ci', targetUrl: 'https://ci.example.com' }
  const part = { ...input({ buildStatusConfig }), batchIdentifier: 'linux' }

  expect(commitStatus(build, input({ buildStatusConfig }), 'eu-west-1')).toMatchObject(buildStatusConfig)
  expect(commitStatus(build, part, 'eu-west-1')).toMatchObject({ context: 'ci linux' })
})

test.each([
  ['the project does not want it', build, input({ reportBuildStatus: false })],
  ['its source is not of GitHub', build, input({ type: 'CODECOMMIT' })],
  ['no commit is known', { ...build, outcome: {} }, input({}, { sourceVersion: 'main' })],
])('nothing is told when %s', (_, record, given) => {
  expect(commitStatus(record, given, 'eu-west-1')).toBeUndefined()
})
