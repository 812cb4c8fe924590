import { isRepositoryPath } from '@towpath/git'
import type { PullRequestChanged, RepositoryPushed } from '@towpath/services/codepipeline/triggers/events.ts'

/*
 * What GitHub tells, read. The sender is known by then, but what it tells of is not: names and ids are checked before
 * anybody sees them. https://docs.github.com/en/webhooks/webhook-events-and-payloads
 */

interface Sender {
  account: string
  connectionArn: string
}

const NONE = /^0+$/

/** A push to a branch or a tag. Undefined: there is nothing to tell. */
export function readPush(
  payload: unknown,
  { account, connectionArn }: Sender,
): RepositoryPushed | 'unreadable' | undefined {
  const { ref, before, after, repository } = fields(payload)
  const name = fields(repository).full_name
  if (typeof name !== 'string' || !isRepositoryPath(name)) return 'unreadable'
  if (typeof ref !== 'string' || ref.length > 1000 || !isId(before) || !isId(after)) return 'unreadable'
  if (!/^refs\/(heads|tags)\/./.test(ref)) return undefined
  const change = { ref, before: present(before), after: present(after) }
  return { account, origin: { type: 'connection', connectionArn }, repository: name, changes: [change] }
}

const EVENTS: Record<string, PullRequestChanged['event']> = {
  opened: 'OPEN',
  reopened: 'OPEN',
  synchronize: 'UPDATED',
  edited: 'UPDATED',
  closed: 'CLOSED',
}

/** Of the many things that happen to pull requests those that pipelines know. */
export function readPullRequest(
  payload: unknown,
  { account, connectionArn }: Sender,
): PullRequestChanged | 'unreadable' | undefined {
  const { action, number, pull_request, repository, changes } = fields(payload)
  const repositoryName = fields(repository).full_name
  const { head, base } = fields(pull_request)
  const [from, to] = [fields(head), fields(base)]
  if (typeof repositoryName !== 'string' || !isRepositoryPath(repositoryName)) return 'unreadable'
  if (typeof action !== 'string' || !Number.isSafeInteger(number)) return 'unreadable'
  if (!isBranch(from.ref) || !isBranch(to.ref) || !isId(from.sha) || !isId(to.sha)) return 'unreadable'
  const event = Object.hasOwn(EVENTS, action) ? EVENTS[action] : undefined
  // A new title is no new version; a new branch to merge into is.
  if (event === undefined || (action === 'edited' && fields(changes).base === undefined)) return undefined
  return {
    account,
    connectionArn,
    repository: repositoryName,
    number: Number(number),
    event,
    destinationBranch: to.ref,
    sourceBranch: from.ref,
    headCommit: from.sha,
    baseCommit: to.sha,
  }
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

const isId = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{40}$/.test(value)
const isBranch = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= 1000
const present = (id: string): string | undefined => (NONE.test(id) ? undefined : id)
