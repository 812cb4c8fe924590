import type { PipelineExecutionStatus } from '@aws-sdk/client-codepipeline'
import type { Logger, SealingKey } from '@towpath/base'
import type { Store } from '@towpath/storage'
import type { Links } from '../ports/links.ts'
import type { RepositoryAccess, SourceRepositories } from '../ports/source-repositories.ts'
import { withSecrets } from '../rules/secrets.ts'
import type { ExecutionMoved } from '../runs/executions-channel.ts'
import { type Artifact, Artifacts } from '../state/artifacts.ts'
import { type ExecutionRecord, Executions } from '../state/executions.ts'
import { Pipelines } from '../state/pipelines.ts'

export interface CommitStatusDeps {
  store: Store
  sealing: SealingKey
  repositories: SourceRepositories
  links: Links
  log: Logger
}

type State = Parameters<SourceRepositories['reportStatus']>[0]['state']

const STATES: Partial<Record<PipelineExecutionStatus, { state: State; description: string }>> = {
  InProgress: { state: 'pending', description: 'The pipeline is running' },
  Succeeded: { state: 'success', description: 'The pipeline succeeded' },
  Failed: { state: 'failure', description: 'The pipeline failed' },
  Stopped: { state: 'error', description: 'The pipeline was stopped' },
  Superseded: { state: 'error', description: 'A newer execution took over' },
  Cancelled: { state: 'error', description: 'The pipeline was changed' },
}

/** Writes how an execution goes to the commits that it took. */
export async function writeStatuses(deps: CommitStatusDeps, moved: ExecutionMoved, signal: AbortSignal): Promise<void> {
  const execution = await new Executions(deps.store.db, moved).find(moved.executionId)
  const told = execution && STATES[execution.status]
  if (!execution || !told) return
  const { account, region, pipelineName, id: executionId } = execution
  const targetUrl = deps.links.execution({ account, region, pipelineName, executionId })
  for (const source of await new Artifacts(deps.store.db).list([executionId])) {
    const access = source.revision && (await accessOf(deps, execution, source))
    if (!source.revision || !access) continue
    const commitId = source.revision.id
    const context = `codepipeline/${pipelineName}`
    const refusal = await deps.repositories.reportStatus({ ...access, ...told, commitId, context, targetUrl, signal })
    if (refusal) {
      const about = { pipeline: pipelineName, region, executionId, reason: refusal.message }
      deps.log.warn(about, 'A commit status was not written')
    }
  }
}

/** What opens the repository of a source that may have statuses. */
async function accessOf(
  { store, sealing }: CommitStatusDeps,
  { account, region, pipelineId, pipelineName, version }: ExecutionRecord,
  { stage, action: name }: Artifact,
): Promise<RepositoryAccess | undefined> {
  const pipelines = new Pipelines(store.db, { account, region }, sealing)
  const pipeline = await pipelines.findVersion(pipelineName, version)
  const action = pipeline?.definition.stages
    .find((each) => each.name === stage)
    ?.actions.find((each) => each.name === name)
  if (!pipeline || pipeline.id !== pipelineId || !action) return undefined
  const configuration = withSecrets(stage, action, await pipelines.secrets(pipeline))
  const { FullRepositoryId, ConnectionArn: connectionArn, Owner, Repo, OAuthToken: token } = configuration
  switch (action.actionTypeId.provider) {
    case 'CodeStarSourceConnection':
      return { account, region, repository: FullRepositoryId ?? '', connectionArn }
    case 'GitHub':
      return { account, region, repository: `${Owner}/${Repo}`, token }
    default:
      return undefined
  }
}
