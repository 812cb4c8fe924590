import type { SourceRevisionType } from '@aws-sdk/client-codepipeline'
import { formatArn } from '@towpath/base'
import type { GitEvent } from '../rules/triggers/git-event.ts'
import type { Trigger } from '../state/executions.ts'
import type { IndexedSource } from '../state/sources.ts'
import type { PullRequestChanged, RepositoryPushed } from './events.ts'

/** One thing that is other than it was seen last, and what it may start. */
export interface SourceChange {
  /** What has changed: a ref, a pull request, the key of an object. */
  ref: string
  /** What it is now: seen again, it starts nothing. Absent when it is gone. */
  seen?: string
  /** Absent where nothing can start. */
  start?: {
    /** Absent for an object. */
    event?: GitEvent
    revision: { revisionType: SourceRevisionType; revisionValue: string }
    /** Between which commits files are compared. */
    between?: { before: string; after: string }
  }
  /** It was looked for where nobody tells of changes. */
  polled?: true
  /** It was looked for: what was seen last at that time. Nothing follows when something else was seen meanwhile. */
  since?: { head: string | undefined }
}

const HEADS = 'refs/heads/'
const TAGS = 'refs/tags/'

export function refChange({ ref, before, after }: RepositoryPushed['changes'][number]): SourceChange {
  if (after === undefined) return { ref }
  const revision = { revisionType: 'COMMIT_ID' as const, revisionValue: after }
  const isTag = ref.startsWith(TAGS)
  if (!isTag && !ref.startsWith(HEADS)) return { ref, seen: after }
  const event: GitEvent = isTag
    ? { type: 'tag', tag: ref.slice(TAGS.length) }
    : { type: 'push', branch: ref.slice(HEADS.length) }
  const between = before === undefined || isTag ? undefined : { before, after }
  return { ref, seen: after, start: { event, revision, between } }
}

export function pullRequestChange(pull: PullRequestChanged): SourceChange {
  const { number, event, destinationBranch, headCommit: after, baseCommit: before } = pull
  return {
    ref: `pull/${number}`,
    seen: `${event} ${after}`,
    start: {
      event: { type: 'pull-request', event, destinationBranch },
      revision: { revisionType: 'COMMIT_ID', revisionValue: after },
      between: before === undefined ? undefined : { before, after },
    },
  }
}

export function objectChange(key: string, { versionId, etag }: { versionId?: string; etag: string }): SourceChange {
  const revisionType = 'S3_OBJECT_VERSION_ID' as const
  // Without versions the action itself says what is wrong.
  const revision = { revisionType, revisionValue: versionId ?? 'null' }
  return { ref: key, seen: versionId ?? etag, start: { revision } }
}

/** Why an execution is started, as AWS shows it: by what kind of source it is, and how its change was found. */
export function triggerOf(source: IndexedSource, { polled, start, ref }: SourceChange): Trigger {
  if (polled) return { type: 'PollForSourceChanges' }
  const { account, region, repository, branch } = source
  switch (source.kind) {
    case 's3':
      return { type: 'CloudWatchEvent', detail: `arn:aws:s3:::${repository}/${branch}`.slice(0, LONGEST_DETAIL) }
    case 'codecommit': {
      const detail = formatArn({ service: 'codecommit', account, region, resource: repository })
      return { type: 'CloudWatchEvent', detail }
    }
    case 'github':
      return { type: 'Webhook', detail: repository }
    case 'connection': {
      const commitId = start?.revision.revisionValue
      const about = { provider: 'CodeStarSourceConnection', fullRepositoryName: repository, ref, commitId }
      return { type: 'WebhookV2', detail: JSON.stringify(about).slice(0, LONGEST_DETAIL) }
    }
  }
}

const LONGEST_DETAIL = 1024
