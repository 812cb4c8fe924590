import type { HeadObjectOutput } from '@aws-sdk/client-s3'
import { ServiceError } from '@towpath/base'
import type { RepositoryAccess } from '../ports/source-repositories.ts'
import { pipelineArn } from '../rules/arns.ts'
import { withSecrets } from '../rules/secrets.ts'
import { sessionName } from '../rules/session-name.ts'
import type { SourceKind } from '../rules/triggers/watched-source.ts'
import { Pipelines } from '../state/pipelines.ts'
import { type IndexedSource, Sources } from '../state/sources.ts'
import { laneOf } from './lanes.ts'
import type { TriggerDeps } from './trigger-deps.ts'

/** A place as it is now. */
export interface WatchedPlace {
  place: string
  kind: SourceKind
  sources: IndexedSource[]
  /** Events of it are taken in their order. */
  lane: string
  /** Revision by ref, or by key. */
  found: ReadonlyMap<string, string>
  /** There may be more refs. */
  partial: boolean
  /** Nobody tells of changes. */
  polled?: true
  access?: RepositoryAccess
}

/** Looks at a place with what its sources may. Undefined when that was not asked for, or cannot be done now. */
export async function readPlace(
  deps: TriggerDeps,
  sources: IndexedSource[],
  { which, signal }: { which: 'all' | 'remote' | 'new'; signal: AbortSignal },
): Promise<WatchedPlace | undefined> {
  const [first] = sources
  if (!first) return undefined
  const { place, kind, account, region, repository, name } = first
  if (which === 'new' && (await new Sources(deps.store.db).heads(place)).lookedAt) return undefined
  const about = { place, kind, sources }
  if (kind === 's3') {
    if (which === 'remote') return undefined
    const found = await readObject(deps, first, signal)
    return found && { ...about, lane: laneOf(account, name), found, partial: true }
  }
  if (kind === 'codecommit' && which === 'remote') return undefined
  const embedded = await deps.embedded.find({ account, region, repository })
  if (embedded) {
    if (which === 'remote') return undefined
    const access = { account, region, repository: embedded.path }
    return { ...about, lane: laneOf(account, embedded.path), found: await embedded.refs(), partial: false, access }
  }
  if (kind === 'codecommit') return undefined
  const remote = await readBranches(deps, sources, signal)
  return remote && { ...about, lane: laneOf(account, repository), ...remote, partial: true, polled: true }
}

/** How long a host of git is waited for, in milliseconds. */
const LONGEST_ANSWER = 20_000

/** The branches that sources on a host of git name, with the first source that opens each. */
async function readBranches(deps: TriggerDeps, sources: IndexedSource[], signal: AbortSignal) {
  const found = new Map<string, string>()
  let access: RepositoryAccess | undefined
  for (const source of sources) {
    const ref = `refs/heads/${source.branch}`
    if (found.has(ref)) continue
    access = await accessOf(deps, source)
    const limited = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_ANSWER)])
    const asked = access && { ...access, ref: { branch: source.branch }, signal: limited }
    const commit = asked && (await deps.repositories.commit(asked))
    if (!commit) continue
    if ('refused' in commit) {
      const about = { pipeline: source.pipelineName, region: source.region, reason: commit.message }
      deps.log.debug(about, 'A source cannot be looked at')
    } else found.set(ref, commit.commitId)
  }
  return found.size > 0 ? { found, access } : undefined
}

async function accessOf(deps: TriggerDeps, source: IndexedSource): Promise<RepositoryAccess | undefined> {
  const { account, region, repository } = source
  const configuration = await openConfiguration(deps, source)
  if (!configuration) return undefined
  const { ConnectionArn: connectionArn, OAuthToken: token } = configuration
  return { account, region, repository, connectionArn, token }
}

async function openConfiguration(deps: TriggerDeps, source: IndexedSource) {
  const pipelines = new Pipelines(deps.store.db, source, deps.sealing)
  const pipeline = await pipelines.find(source.pipelineName)
  const [stage] = pipeline?.definition.stages ?? []
  const action = stage?.actions.find(({ name }) => name === source.action)
  if (!pipeline || !stage || !action) return undefined
  return withSecrets(stage.name, action, await pipelines.secrets(pipeline))
}

/** The version of an object, looked up with the role of the pipeline. */
async function readObject({ store, sealing, roles, log }: TriggerDeps, source: IndexedSource, signal: AbortSignal) {
  const { account, region, pipelineName, repository: bucket, branch: key } = source
  const pipeline = await new Pipelines(store.db, source, sealing).find(pipelineName)
  if (!pipeline) return undefined
  const role = await roles.assume({
    pipelineRoleArn: pipeline.definition.roleArn,
    account,
    region,
    pipelineArn: pipelineArn(source, pipelineName),
    sessionName: sessionName(pipelineName),
  })
  if ('refused' in role) return undefined
  try {
    const head = await role.call<HeadObjectOutput>('s3', 'HeadObject', { Bucket: bucket, Key: key }, { signal })
    return new Map([[key, head.VersionId ?? (head.ETag ?? '').replaceAll('"', '')]])
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    // There is no object yet: the first one that comes is new.
    if (error.status === 404) return new Map<string, string>()
    log.debug({ pipeline: pipelineName, region, reason: error.message }, 'A source cannot be looked at')
    return undefined
  }
}
