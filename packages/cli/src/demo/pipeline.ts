import {
  type ActionCategory,
  type CodePipelineClient,
  CreatePipelineCommand,
  ListPipelineExecutionsCommand,
  type PipelineDeclaration,
  type PipelineExecutionSummary,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline'
import { type Clock, UsageError } from '@towpath/base'
import type { Execution } from '../watch/pipeline/read-pipeline.ts'
import { DEMO } from './names.ts'
import { ensure } from './progress.ts'

/** How long a new pipeline may take to begin, in milliseconds. */
const BEGIN_LIMIT = 10_000

/** Source, Build and Deploy of the sample. */
export function pipelineDeclaration(roleArn: string): PipelineDeclaration {
  const version = [{ name: 'VERSION', value: '#{variables.VERSION}', type: 'PLAINTEXT' }]
  return {
    name: DEMO.pipeline,
    pipelineType: 'V2',
    executionMode: 'SUPERSEDED',
    roleArn,
    artifactStore: { type: 'S3', location: DEMO.bucket },
    variables: [{ name: 'VERSION', defaultValue: 'v1.0.0', description: 'A second tag of the image' }],
    stages: [
      {
        name: 'Source',
        actions: [
          {
            name: 'Source',
            actionTypeId: actionType('Source', 'CodeCommit'),
            configuration: { RepositoryName: DEMO.repository, BranchName: DEMO.branch },
            outputArtifacts: [{ name: 'SourceOutput' }],
            namespace: 'SourceVariables',
          },
        ],
      },
      {
        name: 'Build',
        actions: [
          {
            name: 'Build',
            actionTypeId: actionType('Build', 'CodeBuild'),
            configuration: { ProjectName: DEMO.project, EnvironmentVariables: JSON.stringify(version) },
            inputArtifacts: [{ name: 'SourceOutput' }],
            outputArtifacts: [{ name: 'BuildOutput' }],
            namespace: 'BuildVariables',
          },
        ],
      },
      {
        name: 'Deploy',
        actions: [
          {
            name: 'Deploy',
            actionTypeId: actionType('Deploy', 'CodeDeploy'),
            configuration: { ApplicationName: DEMO.application, DeploymentGroupName: DEMO.group },
            inputArtifacts: [{ name: 'BuildOutput' }],
          },
        ],
      },
    ],
  }
}

const actionType = (category: ActionCategory, provider: string) =>
  ({ category, owner: 'AWS', provider, version: '1' }) as const

/** A pipeline that is there stays as its user has made it. */
export async function ensurePipeline(pipelines: CodePipelineClient, roleArn: string): Promise<void> {
  const create = new CreatePipelineCommand({ pipeline: pipelineDeclaration(roleArn) })
  await ensure(() => pipelines.send(create), 'PipelineNameInUseException')
}

/**
 * The execution to watch: the newest one (a new pipeline begins by itself), or a new one where what the newest brought
 * is not `there` any more, as after a restart of the machine. `done`: nothing is left to watch.
 */
export async function ensureExecution(
  pipelines: CodePipelineClient,
  there: () => Promise<boolean>,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<{ execution: Execution; done: boolean }> {
  const first = await untilBegun(pipelines, undefined, clock, signal)
  if (first.status !== 'Succeeded') return { execution: executionOf(first), done: false }
  if (await there()) return { execution: executionOf(first), done: true }
  const start = new StartPipelineExecutionCommand({ name: DEMO.pipeline })
  const { pipelineExecutionId } = await pipelines.send(start)
  const again = await untilBegun(pipelines, pipelineExecutionId, clock, signal)
  return { execution: executionOf(again), done: false }
}

async function untilBegun(
  pipelines: CodePipelineClient,
  id: string | undefined,
  clock: Clock,
  signal: AbortSignal,
): Promise<PipelineExecutionSummary> {
  const deadline = clock.now() + BEGIN_LIMIT
  const list = new ListPipelineExecutionsCommand({ pipelineName: DEMO.pipeline, maxResults: 10 })
  for (;;) {
    const { pipelineExecutionSummaries = [] } = await pipelines.send(list)
    const found = pipelineExecutionSummaries.find((each) => id === undefined || each.pipelineExecutionId === id)
    if (found) return found
    if (signal.aborted || clock.now() > deadline) throw new UsageError(`The pipeline ${DEMO.pipeline} did not begin`)
    await clock.sleep(100, signal)
  }
}

function executionOf({ pipelineExecutionId = '', startTime }: PipelineExecutionSummary): Execution {
  return { pipeline: DEMO.pipeline, id: pipelineExecutionId, startedAt: startTime?.getTime() ?? 0 }
}
