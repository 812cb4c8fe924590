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
import { UsageError } from '@towpath/base'
import { readDeployment } from '../read-deployment.ts'
import { assembleView } from './assemble.ts'
import type { ActionView, PipelineView } from './pipeline-view.ts'

/** How many targets of a deployment are looked at. */
const TARGET_LIMIT = 50
/** The most executions that one page of ListPipelineExecutions has, and how many pages are looked through. */
const PAGE = 100
const PAGE_LIMIT = 20

/** An execution that can be watched. */
export interface Execution {
  pipeline: string
  id: string
  /** Milliseconds since the epoch. */
  startedAt: number
}

/** The newest execution of a pipeline, or the one that is asked for. Throws a UsageError when there is none. */
export async function findExecution(client: CodePipelineClient, pipeline: string, wanted?: string): Promise<Execution> {
  let nextToken: string | undefined
  for (let page = 0; page < PAGE_LIMIT; page++) {
    const answer = await client.send(
      new ListPipelineExecutionsCommand({ pipelineName: pipeline, maxResults: wanted ? PAGE : 1, nextToken }),
    )
    const found = answer.pipelineExecutionSummaries?.find(
      ({ pipelineExecutionId }) => wanted === undefined || pipelineExecutionId === wanted,
    )
    if (found) return { pipeline, id: found.pipelineExecutionId ?? '', startedAt: found.startTime?.getTime() ?? 0 }
    nextToken = answer.nextToken
    if (!nextToken) break
  }
  throw new UsageError(
    wanted === undefined
      ? `Pipeline ${pipeline} has not run yet; "aws codepipeline start-pipeline-execution --name ${pipeline}" starts it`
      : `Pipeline ${pipeline} has no execution ${wanted}; "aws codepipeline list-pipeline-executions --pipeline-name ${pipeline}" lists them`,
  )
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
  if (error instanceof Error && '$metadata' in error) return undefined
  throw error
}
