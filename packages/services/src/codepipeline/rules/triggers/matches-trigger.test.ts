import { expect, test } from 'vitest'
import { sourceAction } from '../../testing/definitions.ts'
import { withDefaults } from '../pipeline.ts'
import { detectsChange } from './detects-change.ts'
import type { GitEvent } from './git-event.ts'
import { matchesTrigger } from './matches-trigger.ts'

const push = (branch: string, ...changedFiles: string[]): GitEvent => ({ type: 'push', branch, changedFiles })
const tag = (name: string): GitEvent => ({ type: 'tag', tag: name })
const pr = (event: 'OPEN' | 'UPDATED' | 'CLOSED', destinationBranch: string, ...changedFiles: string[]): GitEvent => ({
  type: 'pull-request',
  event,
  destinationBranch,
  changedFiles,
})
const main = { includes: ['main'] }

test.each<[string, object, GitEvent, boolean]>([
  ['a branch that is included', { push: [{ branches: main }] }, push('main'), true],
  ['a branch that is not', { push: [{ branches: main }] }, push('dev'), false],
  [
    'an exclusion beats an inclusion',
    { push: [{ branches: { includes: ['*'], excludes: ['dev'] } }] },
    push('dev'),
    false,
  ],
  ['without inclusions all are included', { push: [{ branches: { excludes: ['dev'] } }] }, push('main'), true],
  ['any filter is enough', { push: [{ branches: main }, { branches: { includes: ['dev'] } }] }, push('dev'), true],
  ['a tag', { push: [{ tags: { includes: ['v*'] } }] }, tag('v1'), true],
  ['a tag does not match a branch filter', { push: [{ branches: { includes: ['**'] } }] }, tag('v1'), false],
  ['a branch does not match a tag filter', { push: [{ tags: { includes: ['**'] } }] }, push('v1'), false],
  [
    'branch and file',
    { push: [{ branches: main, filePaths: { includes: ['src/**'] } }] },
    push('main', 'src/a b.ts'),
    true,
  ],
  [
    'branch without file',
    { push: [{ branches: main, filePaths: { includes: ['src/**'] } }] },
    push('main', 'README'),
    false,
  ],
  [
    'one file that is not excluded is enough',
    { push: [{ branches: main, filePaths: { excludes: ['docs/**'] } }] },
    push('main', 'docs/a', 'b'),
    true,
  ],
  [
    'excluded files only',
    { push: [{ branches: main, filePaths: { excludes: ['docs/**'] } }] },
    push('main', 'docs/a'),
    false,
  ],
  [
    'the 101st file is not looked at',
    { push: [{ branches: main, filePaths: { includes: ['b'] } }] },
    push('main', ...Array(100).fill('a'), 'b'),
    false,
  ],
  [
    'file filters never match a new branch',
    { push: [{ branches: main, filePaths: { includes: ['**'] } }] },
    { type: 'push', branch: 'main' },
    false,
  ],
  ['a pull request against a branch', { pullRequest: [{ branches: main }] }, pr('OPEN', 'main'), true],
  ['another event of it', { pullRequest: [{ branches: main, events: ['CLOSED'] }] }, pr('UPDATED', 'main'), false],
  ['a pull request does not match a push filter', { push: [{ branches: main }] }, pr('OPEN', 'main'), false],
  ['a push does not match a pull request filter', { pullRequest: [{ branches: main }] }, push('main'), false],
])('%s', (_, configuration, event, expected) => {
  expect(matchesTrigger({ sourceActionName: 'Source', ...configuration }, event)).toBe(expected)
})

const source = (configuration: Record<string, string>) => {
  const action = sourceAction({ configuration })
  return withDefaults({ name: 'p', roleArn: '', stages: [{ name: 'S', actions: [action] }] }).stages[0]?.actions[0]
}

test.each<[string, Record<string, string>, GitEvent, boolean]>([
  ['a push to its branch', { BranchName: 'main' }, push('main'), true],
  ['a push to another branch', { BranchName: 'main' }, push('dev'), false],
  ['a push to its branch in GitHub form', { Branch: 'main' }, push('main'), true],
  ['detection that is off', { BranchName: 'main', DetectChanges: 'false' }, push('main'), false],
  ['polling that is off', { BranchName: 'main', PollForSourceChanges: 'false' }, push('main'), false],
  ['a tag called like its branch', { BranchName: 'main' }, tag('main'), false],
])('without a trigger: %s', (_, configuration, event, expected) => {
  const action = source(configuration)

  expect(action && detectsChange({}, action, event)).toBe(expected)
})

test('with a trigger for the source its branch does not count', () => {
  const action = source({ BranchName: 'main' })
  const triggers = [
    {
      providerType: 'CodeStarSourceConnection' as const,
      gitConfiguration: { sourceActionName: 'Source', push: [{ tags: { includes: ['v*'] } }] },
    },
  ]

  expect(action && detectsChange({ triggers }, action, push('main'))).toBe(false)
  expect(action && detectsChange({ triggers }, action, tag('v1'))).toBe(true)
})
