import type { CodeDeployClient } from '@aws-sdk/client-codedeploy'
import {
  type ActionExecutionDetail,
  type CodePipelineClient,
  GetPipelineCommand,
  GetPipelineExecutionCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  type PipelineDeclaration,
} from '@aws-sdk/client-codepipeline'
import { type Clock, UsageError } from '@towpath/base'
import { isServiceFailure } from '../../failures.ts'
import { readDeployment } from '../read-deployment.ts'
import { assembleView } from './assemble.ts'
import type { ActionView, PipelineView } from './pipeline-view.ts'

/** How many targets of a deployment are looked at. */
const TARGET_LIMIT = 50
/** The most executions that one page of ListPipelineExecutions has, and how many pages are looked through. */
const PAGE = 100
const PAGE_LIMIT = 20

/** Between two looks, milliseconds. */
const INTERVAL = 250

/** An execution that can be watched. */
export interface Execution {
  pipeline: string
  id: string
  /** Milliseconds since the epoch. */
  startedAt: number
}

/** Which execution is meant: by its id, by the commit that it brings (as much of it as is said), or the newest. */
export interface Wanted {
  execution?: string
  commit?: string
}

/** Throws a UsageError when there is none. */
export async function findExecution(
  client: CodePipelineClient,
  pipeline: string,
  wanted: Wanted = {},
): Promise<Execution> {
  const found = await search(client, pipeline, wanted)
  if (found) return found
  const list = `"aws codepipeline list-pipeline-executions --pipeline-name ${pipeline}" lists them`
  if (wanted.execution) throw new UsageError(`Pipeline ${pipeline} has no execution ${wanted.execution}; ${list}`)
  if (wanted.commit) throw new UsageError(`No execution of pipeline ${pipeline} has taken ${wanted.commit}; ${list}`)
  throw new UsageError(
    `Pipeline ${pipeline} has not run yet; "aws codepipeline start-pipeline-execution --name ${pipeline}" starts it`,
  )
}

/** An execution begins a moment after the push: waits `limit` milliseconds for the one that brings a commit. */
export async function awaitExecution(
  client: CodePipelineClient,
  pipeline: string,
  wanted: Wanted,
  { clock, signal, limit }: { clock: Clock; signal: AbortSignal; limit: number },
): Promise<Execution> {
  const deadline = clock.now() + limit
  while (wanted.commit !== undefined && clock.now() < deadline && !signal.aborted) {
    const found = await search(client, pipeline, wanted)
    if (found) return found
    await clock.sleep(INTERVAL, signal)
  }
  return findExecution(client, pipeline, wanted)
}

async function search(
  client: CodePipelineClient,
  pipelineName: string,
  { execution, commit }: Wanted,
): Promise<Execution | undefined> {
  const newest = execution === undefined && commit === undefined
  let nextToken: string | undefined
  for (let page = 0; page < PAGE_LIMIT; page++) {
    const answer = await client.send(
      new ListPipelineExecutionsCommand({ pipelineName, maxResults: newest ? 1 : PAGE, nextToken }),
    )
    const found = answer.pipelineExecutionSummaries?.find(
      ({ pipelineExecutionId, sourceRevisions = [] }) =>
        (execution === undefined || pipelineExecutionId === execution) &&
        (commit === undefined || sourceRevisions.some(({ revisionId }) => revisionId?.startsWith(commit))),
    )
    if (found) {
      return {
        pipeline: pipelineName,
        id: found.pipelineExecutionId ?? '',
        startedAt: found.startTime?.getTime() ?? 0,
      }
    }
    nextToken = answer.nextToken
    if (!nextToken) return undefined
  }
  return undefined
}

/** Reads one execution again and again; what cannot change is read once. */
export function executionReader(
  clients: { pipelines: CodePipelineClient; codedeploy: CodeDeployClient },
  execution: Execution,
): () => Promise<PipelineView> {
  const { pipelines, codedeploy } = clients
  const definitions = new Map<number, PipelineDeclaration>()

  async function definitionOf(version: number | undefined): Promise<PipelineDeclaration> {
    const known = definitions.get(version ?? 0)
    if (known) return known
    const { pipeline = {} as PipelineDeclaration } = await pipelines.send(
      new GetPipelineCommand({ name: execution.pipeline, version }),
    )
    definitions.set(version ?? 0, pipeline)
    return pipeline
  }

  const ids = { pipelineName: execution.pipeline, pipelineExecutionId: execution.id }
  return async () => {
    // The actions are read last: where the execution has ended, they have all ended as well.
    const { pipelineExecution = {} } = await pipelines.send(new GetPipelineExecutionCommand(ids))
    const actions = await readActions(pipelines, execution)
    const definition = await definitionOf(pipelineExecution.pipelineVersion)
    const view = assembleView({ definition, execution: pipelineExecution, actions, startedAt: execution.startedAt })
    return withDeployments(codedeploy, view)
  }
}

async function readActions(client: CodePipelineClient, execution: Execution): Promise<ActionExecutionDetail[]> {
  const actions: ActionExecutionDetail[] = []
  let nextToken: string | undefined
  for (let page = 0; page < PAGE_LIMIT; page++) {
    const answer = await client.send(
      new ListActionExecutionsCommand({
        pipelineName: execution.pipeline,
        filter: { pipelineExecutionId: execution.id },
        maxResults: PAGE,
        nextToken,
      }),
    )
    actions.push(...(answer.actionExecutionDetails ?? []))
    nextToken = answer.nextToken
    if (!nextToken) break
  }
  return actions
}

async function withDeployments(codedeploy: CodeDeployClient, view: PipelineView): Promise<PipelineView> {
  const withDeployment = async (action: ActionView): Promise<ActionView> => {
    if (action.provider !== 'CodeDeploy' || !action.externalId) return action
    // One that was deleted meanwhile, or that this caller may not see, takes nothing from the rest.
    const deployment = await readDeployment(codedeploy, action.externalId, TARGET_LIMIT).catch(refused)
    return { ...action, deployment }
  }
  const stages = await Promise.all(
    view.stages.map(async (stage) => ({ ...stage, actions: await Promise.all(stage.actions.map(withDeployment)) })),
  )
  return { ...view, stages }
}

function refused(error: unknown): undefined {
  if (isServiceFailure(error)) return undefined
  throw error
}
