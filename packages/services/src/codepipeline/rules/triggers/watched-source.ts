import type { Place } from '../arns.ts'
import type { Action, Pipeline } from '../pipeline.ts'

export type SourceKind = 'codecommit' | 'connection' | 'github' | 's3'

/** A source action whose changes start its pipeline. */
export interface WatchedSource {
  action: string
  kind: SourceKind
  /** What an event calls it: a repository's name, `owner/repo` in lower case, `bucket/key`. */
  name: string
  /** As the action names it; of S3 the bucket. */
  repository: string
  /** Of S3 the key. */
  branch: string
  /** Tells it from everything else that is watched: what was seen last is kept by it. */
  place: string
}

/** The sources of a pipeline that are watched: those whose detection of changes is not switched off. */
export function watchedSources(
  { stages, triggers }: Pick<Pipeline, 'stages' | 'triggers'>,
  at: Place,
): WatchedSource[] {
  return (stages[0]?.actions ?? []).flatMap((action) => {
    const hasTrigger = triggers?.some(({ gitConfiguration }) => gitConfiguration?.sourceActionName === action.name)
    const { DetectChanges, PollForSourceChanges } = action.configuration
    const isOff = (DetectChanges ?? PollForSourceChanges ?? 'true').toLowerCase() === 'false'
    const source = isOff && !hasTrigger ? undefined : sourceOf(action, at)
    return source ? [{ ...source, action: action.name }] : []
  })
}

function sourceOf(
  { actionTypeId, configuration }: Action,
  { account, region }: Place,
): Omit<WatchedSource, 'action'> | undefined {
  const { RepositoryName = '', BranchName: branch = '', S3Bucket = '', S3ObjectKey = '' } = configuration
  switch (`${actionTypeId.owner}/${actionTypeId.provider}`) {
    case 'AWS/CodeCommit': {
      const place = `codecommit ${account} ${region} ${RepositoryName}`
      return { kind: 'codecommit', name: RepositoryName, repository: RepositoryName, branch, place }
    }
    case 'AWS/CodeStarSourceConnection': {
      const { FullRepositoryId: repository = '', ConnectionArn: connection = '' } = configuration
      const name = repository.toLowerCase()
      return { kind: 'connection', name, repository, branch, place: connectionPlace(account, connection, repository) }
    }
    case 'ThirdParty/GitHub': {
      const { Owner = '', Repo = '', Branch = '' } = configuration
      const repository = `${Owner}/${Repo}`
      const name = repository.toLowerCase()
      return { kind: 'github', name, repository, branch: Branch, place: `github ${account} ${name}` }
    }
    case 'AWS/S3': {
      const name = `${S3Bucket}/${S3ObjectKey}`
      return { kind: 's3', name, repository: S3Bucket, branch: S3ObjectKey, place: `s3 ${account} ${name}` }
    }
    default:
      return undefined
  }
}

/** A repository as one connection opens it. Connections have ARNs by the old and the new name of their service. */
export function connectionPlace(account: string, connectionArn: string, repository: string): string {
  const connection = connectionArn.replace(':codestar-connections:', ':codeconnections:')
  return `connection ${account} ${connection} ${repository.toLowerCase()}`
}
