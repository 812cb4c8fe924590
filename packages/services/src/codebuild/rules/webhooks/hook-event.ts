/** What a delivery of GitHub says, in the terms of filters. */
export interface HookEvent {
  /** As filters of type EVENT name it: `PUSH`, `PULL_REQUEST_CREATED`, … */
  kind: EventKind
  /** `OWNER/REPO`. */
  repository: string
  /** `refs/heads/…` or `refs/tags/…`. */
  headRef?: string
  baseRef?: string
  actorAccountId?: string
  /** Changed files, for pushes. A pull request does not tell its own. */
  paths?: string[]
  commitMessage?: string
  tagName?: string
  releaseName?: string
  /** It asks for code of somebody else's repository to be built. */
  fromFork: boolean
  /** What is to be built. */
  sourceVersion: string
  /** `CODEBUILD_WEBHOOK_…` (documented). */
  variables: Record<string, string>
}

export const EVENT_KINDS = [
  'PUSH',
  'PULL_REQUEST_CREATED',
  'PULL_REQUEST_UPDATED',
  'PULL_REQUEST_REOPENED',
  'PULL_REQUEST_MERGED',
  'PULL_REQUEST_CLOSED',
  'RELEASED',
  'PRERELEASED',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** The names that GitHub has for them. */
export const githubEvents = (kinds: readonly EventKind[]): string[] => [...new Set(kinds.map(githubEvent))].sort()

const githubEvent = (kind: EventKind) =>
  kind === 'PUSH' ? 'push' : kind.startsWith('PULL_REQUEST') ? 'pull_request' : 'release'

/** Files of one push that filters look at. */
const MOST_PATHS = 10_000

/** The event of a delivery; undefined for one that builds nothing. `name`: of the header `X-GitHub-Event`. */
export function hookEvent(name: string, body: unknown): HookEvent | undefined {
  const event = object(body)
  const repository = text(object(event.repository).full_name) ?? ''
  const sender = object(event.sender).id
  const actorAccountId = typeof sender === 'number' || typeof sender === 'string' ? String(sender) : undefined
  const found =
    name === 'push'
      ? push(event)
      : name === 'pull_request'
        ? pullRequest(event)
        : name === 'release'
          ? release(event)
          : undefined
  if (!found) return undefined
  const variables = {
    CODEBUILD_WEBHOOK_EVENT: found.kind,
    ...(actorAccountId === undefined ? {} : { CODEBUILD_WEBHOOK_ACTOR_ACCOUNT_ID: actorAccountId }),
    ...(found.headRef === undefined ? {} : { CODEBUILD_WEBHOOK_HEAD_REF: found.headRef }),
    ...(found.baseRef === undefined ? {} : { CODEBUILD_WEBHOOK_BASE_REF: found.baseRef }),
    ...found.variables,
  }
  return { ...found, repository, actorAccountId, variables }
}

type Found = Omit<HookEvent, 'repository' | 'actorAccountId'>

function push(event: Json): Found | undefined {
  const [headRef, commit, before] = [text(event.ref), text(event.after), text(event.before)]
  // What was deleted cannot be built.
  if (!headRef || !commit || event.deleted === true || /^0+$/.test(commit)) return undefined
  const [, kind, name = ''] = /^refs\/(heads|tags)\/(.+)$/s.exec(headRef) ?? []
  if (!kind) return undefined
  const commits = list(event.commits).map(object)
  const paths = commits.flatMap(({ added, modified, removed }) => [
    ...texts(added),
    ...texts(modified),
    ...texts(removed),
  ])
  return {
    kind: 'PUSH',
    headRef,
    baseRef: text(event.base_ref),
    paths: [...new Set(paths)].slice(0, MOST_PATHS),
    commitMessage: text(object(event.head_commit).message),
    tagName: kind === 'tags' ? name : undefined,
    fromFork: false,
    sourceVersion: commit,
    variables: {
      CODEBUILD_WEBHOOK_TRIGGER: `${kind === 'tags' ? 'tag' : 'branch'}/${name}`,
      ...(before === undefined ? {} : { CODEBUILD_WEBHOOK_PREV_COMMIT: before }),
    },
  }
}

const PULL_REQUEST_ACTIONS = new Map<string, EventKind>([
  ['opened', 'PULL_REQUEST_CREATED'],
  ['synchronize', 'PULL_REQUEST_UPDATED'],
  ['reopened', 'PULL_REQUEST_REOPENED'],
])

function pullRequest(event: Json): Found | undefined {
  const request = object(event.pull_request)
  const action = text(event.action) ?? ''
  const closed = request.merged === true ? 'PULL_REQUEST_MERGED' : 'PULL_REQUEST_CLOSED'
  const kind = action === 'closed' ? closed : PULL_REQUEST_ACTIONS.get(action)
  const [head, base] = [object(request.head), object(request.base)]
  const number = request.number
  if (!kind || typeof number !== 'number' || !Number.isSafeInteger(number)) return undefined
  const merge = text(request.merge_commit_sha)
  return {
    kind,
    headRef: `refs/heads/${text(head.ref) ?? ''}`,
    baseRef: `refs/heads/${text(base.ref) ?? ''}`,
    // A fork that was deleted has no repository any more, and is a fork all the same.
    fromFork: object(head.repo).full_name !== object(base.repo).full_name,
    sourceVersion: `pr/${number}`,
    variables: {
      CODEBUILD_WEBHOOK_TRIGGER: `pr/${number}`,
      ...(merge === undefined ? {} : { CODEBUILD_WEBHOOK_MERGE_COMMIT: merge }),
    },
  }
}

function release(event: Json): Found | undefined {
  const { tag_name, name } = object(event.release)
  const tagName = text(tag_name)
  const kind = event.action === 'released' ? 'RELEASED' : event.action === 'prereleased' ? 'PRERELEASED' : undefined
  if (!kind || !tagName) return undefined
  const headRef = `refs/tags/${tagName}`
  const variables = { CODEBUILD_WEBHOOK_TRIGGER: `tag/${tagName}` }
  return { kind, headRef, tagName, releaseName: text(name), fromFork: false, sourceVersion: headRef, variables }
}

type Json = Record<string, unknown>

const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const texts = (value: unknown): string[] => list(value).filter((each) => typeof each === 'string')
