import type {
  ArtifactRevision,
  ExecutionTrigger,
  ExecutionType,
  PipelineExecution,
  PipelineExecutionSummary,
  PipelineRollbackMetadata,
  SourceRevision,
} from '@aws-sdk/client-codepipeline'
import type { Artifact } from '../state/artifacts.ts'
import type { ExecutionRecord } from '../state/executions.ts'

export const executionType = ({ rollbackOf }: Pick<ExecutionRecord, 'rollbackOf'>): ExecutionType =>
  rollbackOf === undefined ? 'STANDARD' : 'ROLLBACK'

/** An execution as GetPipelineExecution answers it. `artifacts` are its own. */
export const pipelineExecution = (execution: ExecutionRecord, artifacts: Artifact[]): PipelineExecution => ({
  ...common(execution),
  pipelineName: execution.pipelineName,
  pipelineVersion: execution.version,
  artifactRevisions: artifacts.flatMap(artifactRevision).sort((left, right) => order(left.name, right.name)),
  variables: Object.entries(execution.variables).map(([name, resolvedValue]) => ({ name, resolvedValue })),
})

/** An execution as ListPipelineExecutions answers it. `artifacts` are those of several executions. */
export const executionSummary = (execution: ExecutionRecord, artifacts: Artifact[]): PipelineExecutionSummary => ({
  ...common(execution),
  startTime: new Date(execution.startedAt),
  lastUpdateTime: new Date(execution.updatedAt),
  sourceRevisions: sourceRevisions(artifacts.filter(({ executionId }) => executionId === execution.id)),
  stopTrigger: execution.stopReason === undefined ? undefined : { reason: execution.stopReason },
})

const common = (execution: ExecutionRecord) => ({
  pipelineExecutionId: execution.id,
  status: execution.status,
  statusSummary: statusSummary(execution),
  trigger: trigger(execution),
  executionMode: execution.mode,
  executionType: executionType(execution),
  rollbackMetadata: rollbackMetadata(execution),
})

/** Why it ended, where neither a stage nor an action of it says so. */
function statusSummary({ status, stopReason, inboundStage }: ExecutionRecord): string | undefined {
  switch (status) {
    case 'Superseded':
      return `A newer execution took its place in front of the stage ${inboundStage ?? ''}`.trimEnd()
    case 'Cancelled':
      return 'The definition of the pipeline was changed before it ended'
    case 'Stopping':
    case 'Stopped':
      return stopReason
    default:
      return undefined
  }
}

const trigger = ({ trigger: { type, detail } }: ExecutionRecord): ExecutionTrigger => ({
  triggerType: type,
  triggerDetail: detail,
})

const rollbackMetadata = ({ rollbackOf }: ExecutionRecord): PipelineRollbackMetadata | undefined =>
  rollbackOf === undefined ? undefined : { rollbackTargetPipelineExecutionId: rollbackOf }

function artifactRevision({ name, revision }: Artifact): ArtifactRevision[] {
  if (!revision) return []
  const { id, summary, url, createdAt, changeId } = revision
  const created = createdAt === undefined ? undefined : new Date(createdAt)
  return [
    {
      name,
      revisionId: id,
      revisionChangeIdentifier: changeId,
      revisionSummary: summary,
      created,
      revisionUrl: url,
    },
  ]
}

/** One for each source action, however many artifacts it has. */
function sourceRevisions(artifacts: Artifact[]): SourceRevision[] {
  const byAction = new Map<string, SourceRevision>()
  for (const { action, revision } of artifacts) {
    if (!revision) continue
    const { id, summary, url } = revision
    byAction.set(action, { actionName: action, revisionId: id, revisionSummary: summary, revisionUrl: url })
  }
  return [...byAction.values()].sort((left, right) => order(left.actionName, right.actionName))
}

const order = (left = '', right = '') => (left < right ? -1 : left > right ? 1 : 0)
