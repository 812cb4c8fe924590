import type { WebhookFilter } from '@aws-sdk/client-codebuild'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { githubEvents, type HookEvent, hookEvent } from './hook-event.ts'
import { matchesWebhook, wantedEvents } from './matches-webhook.ts'
import { isSigned } from './signature.ts'
import { checkWebhook, hookedSource, needsApproval } from './webhook-settings.ts'

const PUSH = {
  ref: 'refs/heads/main',
  before: 'b'.repeat(40),
  after: 'a'.repeat(40),
  repository: { full_name: 'acme/web' },
  sender: { id: 42 },
  head_commit: { message: 'Fix it [build]' },
  commits: [{ added: ['src/new.ts'], modified: ['README.md'], removed: ['old.ts'] }, { modified: ['README.md'] }],
}
const PULL = {
  action: 'opened',
  repository: { full_name: 'acme/web' },
  sender: { id: 7 },
  pull_request: {
    number: 5,
    merged: false,
    merge_commit_sha: 'c'.repeat(40),
    head: { ref: 'feature', repo: { full_name: 'acme/web' } },
    base: { ref: 'main', repo: { full_name: 'acme/web' } },
  },
}
const RELEASE = {
  action: 'released',
  repository: { full_name: 'acme/web' },
  release: { tag_name: 'v1', name: 'First' },
}
const FORK = { ...PULL, pull_request: { ...PULL.pull_request, head: { ref: 'feature', repo: null } } }

const event = (name: string, body: unknown): HookEvent => {
  const found = hookEvent(name, body)
  if (!found) throw new Error(`${name} is no event`)
  return found
}
const push = event('push', PUSH)
const pull = event('pull_request', PULL)

test('a push says what was pushed, by whom and where', () => {
  expect(push).toEqual({
    kind: 'PUSH',
    repository: 'acme/web',
    actorAccountId: '42',
    headRef: 'refs/heads/main',
    baseRef: undefined,
    paths: ['src/new.ts', 'README.md', 'old.ts'],
    commitMessage: 'Fix it [build]',
    tagName: undefined,
    fromFork: false,
    sourceVersion: 'a'.repeat(40),
    variables: {
      CODEBUILD_WEBHOOK_EVENT: 'PUSH',
      CODEBUILD_WEBHOOK_ACTOR_ACCOUNT_ID: '42',
      CODEBUILD_WEBHOOK_HEAD_REF: 'refs/heads/main',
      CODEBUILD_WEBHOOK_TRIGGER: 'branch/main',
      CODEBUILD_WEBHOOK_PREV_COMMIT: 'b'.repeat(40),
    },
  })
})

test.each<[string, string, object, Partial<HookEvent>]>([
  ['a tag', 'push', { ...PUSH, ref: 'refs/tags/v1' }, { kind: 'PUSH', tagName: 'v1' }],
  ['a new pull request', 'pull_request', PULL, { kind: 'PULL_REQUEST_CREATED', sourceVersion: 'pr/5' }],
  ['a changed one', 'pull_request', { ...PULL, action: 'synchronize' }, { kind: 'PULL_REQUEST_UPDATED' }],
  ['one opened again', 'pull_request', { ...PULL, action: 'reopened' }, { kind: 'PULL_REQUEST_REOPENED' }],
  ['a closed one', 'pull_request', { ...PULL, action: 'closed' }, { kind: 'PULL_REQUEST_CLOSED' }],
  [
    'a merged one',
    'pull_request',
    { ...PULL, action: 'closed', pull_request: { ...PULL.pull_request, merged: true } },
    { kind: 'PULL_REQUEST_MERGED' },
  ],
  ['one of a fork that is gone', 'pull_request', FORK, { fromFork: true }],
  ['a release', 'release', RELEASE, { kind: 'RELEASED', releaseName: 'First', sourceVersion: 'refs/tags/v1' }],
  ['a release to come', 'release', { ...RELEASE, action: 'prereleased' }, { kind: 'PRERELEASED' }],
])('%s is told apart', (_what, name, body, expected) => {
  expect(hookEvent(name, body)).toMatchObject(expected)
})

test.each<[string, string, unknown]>([
  ['a deleted branch', 'push', { ...PUSH, deleted: true, after: '0'.repeat(40) }],
  ['a note', 'push', { ...PUSH, ref: 'refs/notes/x' }],
  ['a label', 'pull_request', { ...PULL, action: 'labeled' }],
  ['a pull request without a number', 'pull_request', { ...PULL, pull_request: { number: '5; rm' } }],
  ['a star', 'star', {}],
  ['nothing', 'push', null],
  ['a list', 'push', []],
])('%s builds nothing', (_what, name, body) => {
  expect(hookEvent(name, body)).toBeUndefined()
})

test('whatever a body holds, reading it ends', () => {
  fc.assert(
    fc.property(fc.constantFrom('push', 'pull_request', 'release'), fc.json(), (name, text) => {
      expect(() => hookEvent(name, JSON.parse(text))).not.toThrow()
    }),
  )
})

const filter = (type: WebhookFilter['type'], pattern: string, excludeMatchedPattern?: boolean): WebhookFilter => ({
  type,
  pattern,
  excludeMatchedPattern,
})
const onPush = filter('EVENT', 'PUSH')

describe.each<[string, WebhookFilter[][], HookEvent, boolean]>([
  ['the event alone', [[onPush]], push, true],
  ['another event', [[filter('EVENT', 'RELEASED')]], push, false],
  ['one of several events', [[filter('EVENT', 'RELEASED, PUSH')]], push, true],
  ['a branch', [[onPush, filter('HEAD_REF', '^refs/heads/main$')]], push, true],
  ['another branch', [[onPush, filter('HEAD_REF', '^refs/heads/dev$')]], push, false],
  ['all but that branch', [[onPush, filter('HEAD_REF', '^refs/heads/main$', true)]], push, false],
  ['any of two groups', [[filter('EVENT', 'RELEASED')], [onPush, filter('HEAD_REF', 'main')]], push, true],
  ['somebody', [[onPush, filter('ACTOR_ACCOUNT_ID', '^42$')]], push, true],
  ['a changed file', [[onPush, filter('FILE_PATH', '^src/')]], push, true],
  ['no changed file', [[onPush, filter('FILE_PATH', '^docs/')]], push, false],
  ['a push without that file', [[onPush, filter('FILE_PATH', '^docs/', true)]], push, true],
  ['a word in the message', [[onPush, filter('COMMIT_MESSAGE', '\\[build\\]')]], push, true],
  ['the base of a pull request', [[filter('EVENT', 'PULL_REQUEST_CREATED'), filter('BASE_REF', 'main')]], pull, true],
  [
    'what a pull request does not tell',
    [[filter('EVENT', 'PULL_REQUEST_CREATED'), filter('FILE_PATH', 'x', true)]],
    pull,
    false,
  ],
  ['the name of the repository', [[onPush, filter('REPOSITORY_NAME', '^web$')]], push, true],
  [
    'a pattern without an end',
    [[onPush, filter('COMMIT_MESSAGE', '^(a+)+$', true)]],
    { ...push, commitMessage: `${'a'.repeat(60)}b` },
    false,
  ],
  ['no groups', [], push, true],
  ['no groups, for a release', [], event('release', RELEASE), false],
])('filters for %s', (_what, filterGroups, of, expected) => {
  test(expected ? 'let it through' : 'hold it back', () => {
    expect(matchesWebhook({ filterGroups }, of)).toBe(expected)
  })
})

test.each([
  ['^main$', push, true],
  ['^dev$', push, false],
  ['^feature$', pull, true],
  ['v1', event('push', { ...PUSH, ref: 'refs/tags/v1' }), false],
])('branch filter %s', (branchFilter, of, expected) => {
  expect(matchesWebhook({ branchFilter }, of)).toBe(expected)
})

test('GitHub is asked for the events that filters speak of', () => {
  const filterGroups = [[filter('EVENT', 'PUSH, PULL_REQUEST_MERGED')], [filter('EVENT', 'PULL_REQUEST_CREATED')]]

  expect(githubEvents(wantedEvents({ filterGroups }))).toEqual(['pull_request', 'push'])
  expect(githubEvents(wantedEvents({}))).toEqual(['pull_request', 'push'])
})

test.each<[Parameters<typeof checkWebhook>[0], RegExp]>([
  [{ branchFilter: 'main', filterGroups: [[onPush]] }, /exclude one another/],
  [{ branchFilter: 'a(' }, /"a\(" is not a regular expression/],
  [{ filterGroups: [[filter('HEAD_REF', 'main')]] }, /needs one filter of type EVENT/],
  [{ filterGroups: [[filter('EVENT', 'PUSHED')]] }, /"PUSHED" is not an event/],
  [{ filterGroups: [[filter('EVENT', 'WORKFLOW_JOB_QUEUED')]] }, /GitHub Actions are not served/],
  [{ filterGroups: [[onPush, filter('HEAD_REF', 'a(')]] }, /not a regular expression/],
  [{ filterGroups: [[onPush, filter('HEAD_REF', 'a'.repeat(3000))]] }, /longer than 2000/],
  [{ buildType: 'RUNNER_BUILDKITE_BUILD' }, /Buildkite/],
  [{ scopeConfiguration: { name: 'acme', scope: 'GITHUB_ORGANIZATION' } }, /organizations are not served/],
])('a webhook with %o is refused', (settings, message) => {
  expect(() => checkWebhook(settings)).toThrow(message)
})

test.each([
  ['https://github.com/acme/web.git', 'acme/web'],
  ['https://github.com/acme/web', 'acme/web'],
  ['http://127.0.0.1:4600/git/acme/web.git', 'acme/web'],
])('%s is repository %s', (location, repository) => {
  expect(hookedSource({ type: 'GITHUB', location })).toMatchObject({ repository })
})

test('only GitHub has webhooks here', () => {
  expect(() => hookedSource({ type: 'S3', location: 'a/b' })).toThrow(/S3 have none here/)
})

test.each([
  [undefined, false, false],
  [undefined, true, true],
  ['DISABLED', true, false],
  ['FORK_PULL_REQUESTS', false, false],
  ['ALL_PULL_REQUESTS', false, true],
] as const)('with policy %s and fork %s, approval needed is %s', (requiresCommentApproval, fromFork, expected) => {
  const pullRequestBuildPolicy = requiresCommentApproval && { requiresCommentApproval }

  expect(needsApproval({ pullRequestBuildPolicy }, { ...pull, fromFork })).toBe(expected)
  expect(needsApproval({ pullRequestBuildPolicy }, push)).toBe(false)
})

test('only a body that was signed with the secret is trusted', () => {
  const body = Buffer.from('{}')
  // As `openssl dgst -sha256 -hmac secret` prints it.
  const signature = 'sha256=77325902caca812dc259733aacd046b73817372c777b8d95b402647474516e13'

  expect(isSigned(body, signature, 'secret')).toBe(true)
  expect(isSigned(Buffer.from('{ }'), signature, 'secret')).toBe(false)
  expect(isSigned(body, signature, 'other')).toBe(false)
  for (const wrong of [undefined, '', 'sha256=', signature.toUpperCase(), [signature], `${signature}0`]) {
    expect(isSigned(body, wrong, 'secret')).toBe(false)
  }
  expect(isSigned(body, signature, '')).toBe(false)
})
