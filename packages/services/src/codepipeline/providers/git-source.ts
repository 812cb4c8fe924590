import { Readable } from 'node:stream'
import type {
  RepositoryAccess,
  RepositoryRefusal,
  SourceCommit,
  SourceRepositories,
} from '../ports/source-repositories.ts'
import { onlyOutput, putArtifact } from './artifacts.ts'
import { ActionFailure } from './failure.ts'
import type { ActionOutcome, ActionRequest } from './provider.ts'

/** Which branch of which repository a source action takes. */
export interface GitSource {
  access: RepositoryAccess
  branch: string
}

/** The commit that the caller or the trigger wants, if one does. Other kinds of revision are for other sources. */
export function wantedCommit({ sourceRevisions, action }: ActionRequest): string | undefined {
  const [wanted] = sourceRevisions
  if (!wanted) return undefined
  const { revisionType, revisionValue } = wanted
  if (revisionType !== 'COMMIT_ID') {
    throw new ActionFailure(
      'ConfigurationError',
      `The source revision of ${action.name} has the type ${revisionType}; a git source takes COMMIT_ID.`,
    )
  }
  if (!/^[0-9a-f]{40}$/.test(revisionValue)) {
    throw new ActionFailure(
      'ConfigurationError',
      `The source revision of ${action.name} is "${revisionValue.slice(0, 100)}", which is not a commit id: 40 hexadecimal digits.`,
    )
  }
  return revisionValue
}

/** The commit to take, as the host of the repository tells it. */
export async function readCommit(
  repositories: SourceRepositories,
  request: ActionRequest,
  { access, branch }: GitSource,
  signal: AbortSignal,
): Promise<SourceCommit> {
  const wanted = wantedCommit(request)
  const ref = wanted === undefined ? { branch } : { commit: wanted }
  return unlessRefused(await repositories.commit({ ...access, ref, signal }))
}

/** Puts the files of a commit, or what tells where to clone it, into the artifact, and ends the action. */
export async function takeCommit(
  repositories: SourceRepositories,
  request: ActionRequest,
  { access, branch }: GitSource,
  commit: SourceCommit,
  signal: AbortSignal,
): Promise<
  Pick<
    ActionOutcome & { type: 'succeeded' },
    'type' | 'revision' | 'externalExecutionId' | 'externalExecutionUrl' | 'summary'
  >
> {
  const { commitId, message, url } = commit
  const artifact = onlyOutput(request)
  if (request.configuration.OutputArtifactFormat === 'CODEBUILD_CLONE_REF') {
    const about = { revision: commitId, contentType: 'application/json' }
    await putArtifact(request, artifact, cloneReference(access, branch, commitId), about, signal)
  } else {
    const archive = unlessRefused(await repositories.archive({ ...access, commitId, signal }))
    await putArchive(request, archive, commitId, signal)
  }
  const summary = firstCharacters(message.trim() || commitId, LONGEST_SUMMARY)
  return {
    type: 'succeeded',
    externalExecutionId: commitId,
    externalExecutionUrl: url,
    summary,
    revision: { id: commitId, summary, url, createdAt: commit.committedAt, changeId: isoSeconds(commit.committedAt) },
  }
}

async function putArchive(request: ActionRequest, archive: Readable, revision: string, signal: AbortSignal) {
  // What breaks the archive says more than what storing it answers then.
  let broken: Error | undefined
  archive.once('error', (error) => {
    broken = error
  })
  try {
    await putArtifact(request, onlyOutput(request), archive, { revision }, signal)
  } catch (error) {
    if (!broken || signal.aborted) throw error
    throw new Error(`The files of commit ${revision} could not be read: ${broken.message}`, { cause: error })
  } finally {
    archive.destroy()
  }
}

/**
 * What CodeBuild clones instead of unpacking. AWS does not document its form; ours names the repository as source actions
 * do and holds no token: the build needs one of its own, or the right to use the connection (documented).
 */
export function cloneReference(
  { repository, connectionArn }: RepositoryAccess,
  branch: string,
  commitId: string,
): Buffer {
  return Buffer.from(JSON.stringify({ format: 'CODEBUILD_CLONE_REF', repository, branch, commitId, connectionArn }))
}

const LONGEST_SUMMARY = 2048

/** A commit message as an output variable: all variables of an action together have 120 KB. */
export const messageVariable = (message: string): string => firstCharacters(message.trim(), 20_000)

const REFUSALS = { missing: 'RevisionUnavailable', denied: 'PermissionError' } as const

/** What was asked for, unless it was refused. A host that does not answer now is asked again later. */
export function unlessRefused<T extends SourceCommit | Readable>(answer: T | RepositoryRefusal): T {
  if (answer instanceof Readable || !('refused' in answer)) return answer as T
  if (answer.refused === 'unavailable') throw new Error(answer.message)
  throw new ActionFailure(REFUSALS[answer.refused], answer.message)
}

/** Never half of a surrogate pair. */
export const firstCharacters = (text: string, most: number): string => text.slice(0, most).toWellFormed()

/** As the output variables of sources have it: `2019-10-29T03:32:21Z`. */
export const isoSeconds = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
