import type {
  ActionExecutionDetail,
  PipelineDeclaration,
  PipelineExecution,
  StageDeclaration,
} from '@aws-sdk/client-codepipeline'
import { type ActionView, hasEnded, type PipelineView, type StageView } from './pipeline-view.ts'

/** As much of a commit's id as people look at. */
const SHORT = 7

/** What the API answers about one execution. */
export interface Answers {
  definition: PipelineDeclaration
  execution: PipelineExecution
  /** All attempts at all actions, in any order. */
  actions: ActionExecutionDetail[]
  /** Milliseconds since the epoch. */
  startedAt: number
}

/** Puts together what is defined and what has happened. */
export function assembleView({ definition, execution, actions, startedAt }: Answers): PipelineView {
  const newest = newestAttempts(actions)
  const stages = (definition.stages ?? []).map((stage) => stageView(stage, newest))
  const view: PipelineView = {
    pipeline: definition.name ?? '',
    executionId: execution.pipelineExecutionId ?? '',
    status: execution.status ?? '',
    summary: execution.statusSummary,
    revision: revisionOf(execution),
    createdAt: startedAt,
    stages,
  }
  if (!hasEnded(view)) return view
  const ends = stages.flatMap((stage) => stage.actions).flatMap(({ endedAt }) => endedAt ?? [])
  return { ...view, endedAt: Math.max(startedAt, ...ends) }
}

/** An action that was retried has an entry for each attempt: the last one counts. */
function newestAttempts(actions: ActionExecutionDetail[]): Map<string, ActionExecutionDetail> {
  const newest = new Map<string, ActionExecutionDetail>()
  for (const each of actions) {
    const key = keyOf(each.stageName, each.actionName)
    const known = newest.get(key)
    if (!known || (known.startTime ?? 0) < (each.startTime ?? 0)) newest.set(key, each)
  }
  return newest
}

/** Neither name can hold a line break. */
const keyOf = (stage = '', action = '') => `${stage}\n${action}`

function stageView(stage: StageDeclaration, newest: Map<string, ActionExecutionDetail>): StageView {
  const name = stage.name ?? ''
  const actions = (stage.actions ?? []).map((action): ActionView => {
    const base = { name: action.name ?? '', provider: action.actionTypeId?.provider ?? '' }
    const detail = newest.get(keyOf(name, action.name))
    return detail ? { ...base, ...happened(detail) } : { ...base, status: 'Pending' }
  })
  return { name, status: stageStatus(actions), actions }
}

function happened(detail: ActionExecutionDetail): Omit<ActionView, 'name' | 'provider'> {
  const { status = '', startTime, lastUpdateTime, output } = detail
  const { executionResult: result } = output ?? {}
  const failure = result?.errorDetails
  return {
    status,
    startedAt: startTime?.getTime(),
    endedAt: status === 'InProgress' ? undefined : lastUpdateTime?.getTime(),
    summary: result?.externalExecutionSummary || undefined,
    error: failure && { code: failure.code ?? '', message: failure.message ?? '' },
    externalId: result?.externalExecutionId || undefined,
    externalUrl: result?.externalExecutionUrl || undefined,
    logStreamArn: result?.logStreamARN || undefined,
  }
}

function stageStatus(actions: ActionView[]): string {
  const statuses = actions.map(({ status }) => status)
  if (statuses.includes('InProgress')) return 'InProgress'
  for (const ended of ['Failed', 'Abandoned']) if (statuses.includes(ended)) return ended
  if (statuses.every((status) => status === 'Pending')) return 'Pending'
  return statuses.every((status) => status === 'Succeeded') ? 'Succeeded' : 'InProgress'
}

function revisionOf({ artifactRevisions = [] }: PipelineExecution): string | undefined {
  const [first] = artifactRevisions
  if (!first?.revisionId) return undefined
  const id = /^[0-9a-f]{40}$/.test(first.revisionId) ? first.revisionId.slice(0, SHORT) : first.revisionId
  const title = first.revisionSummary?.trim().split('\n', 1)[0]
  return title ? `${id} ${title}` : id
}
