import {
  CodePipelineClient,
  ListPipelineExecutionsCommand,
  ListPipelinesCommand,
  type PipelineExecutionSummary,
} from '@aws-sdk/client-codepipeline'
import type { clientSettings } from '../connection/clients.ts'

export interface PipelineLine {
  name: string
  /** Of its newest execution, as are the other two; empty when it has not run. */
  status: string
  revision: string
  /** ISO 8601. */
  started: string
}

/** The pipelines with their newest execution, at most `limit` of them. */
export async function readPipelines(
  settings: ReturnType<typeof clientSettings>,
  limit: number,
): Promise<PipelineLine[]> {
  const client = new CodePipelineClient(settings)
  try {
    const { pipelines = [] } = await client.send(new ListPipelinesCommand({ maxResults: limit }))
    return await Promise.all(pipelines.map(async ({ name = '' }) => lineOf(name, await newest(client, name))))
  } finally {
    client.destroy()
  }
}

async function newest(client: CodePipelineClient, pipelineName: string): Promise<PipelineExecutionSummary | undefined> {
  const command = new ListPipelineExecutionsCommand({ pipelineName, maxResults: 1 })
  const { pipelineExecutionSummaries } = await client.send(command)
  return pipelineExecutionSummaries?.[0]
}

function lineOf(name: string, execution: PipelineExecutionSummary | undefined): PipelineLine {
  const [source] = execution?.sourceRevisions ?? []
  const title = source?.revisionSummary?.split('\n', 1)[0]
  return {
    name,
    status: execution?.status ?? '',
    revision: [source?.revisionId?.slice(0, 7), title].filter(Boolean).join(' '),
    started: execution?.startTime?.toISOString() ?? '',
  }
}
