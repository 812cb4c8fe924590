import {
  type CodePipelineClient,
  CreatePipelineCommand,
  ListPipelineExecutionsCommand,
} from '@aws-sdk/client-codepipeline'
import { codepipelineServer } from '@towpath/services/codepipeline/testing/codepipeline-server.ts'
import { pipeline } from '@towpath/services/codepipeline/testing/definitions.ts'
import type { ScriptedProvider } from '@towpath/services/codepipeline/testing/scripted-provider.ts'
import { ROOT } from '@towpath/wire/testing/wire-server.ts'
import { until } from './until.ts'

/** The real pipelines, whose actions do as a test says. */
export interface PipelineServer extends AsyncDisposable {
  /** Environment in which commands talk to it as root. */
  environment: Record<string, string>
  pipelines: CodePipelineClient
  /** Carries out the actions, by their name: `Source` and `Build`. */
  provider: ScriptedProvider
  /** Makes a pipeline with the stages Source and Build; resolves with its first execution. */
  begin(name: string): Promise<string>
}

export async function pipelineServer(): Promise<PipelineServer> {
  const server = await codepipelineServer({ running: true })
  return {
    environment: {
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_ACCESS_KEY_ID: ROOT.accessKeyId,
      AWS_SECRET_ACCESS_KEY: ROOT.secretAccessKey,
      AWS_REGION: 'us-east-1',
    },
    pipelines: server.pipelines,
    provider: server.provider,
    async begin(name) {
      await server.pipelines.send(new CreatePipelineCommand({ pipeline: pipeline({ name }) }))
      return until(`pipeline ${name} begins`, async () => {
        const list = new ListPipelineExecutionsCommand({ pipelineName: name })
        return (await server.pipelines.send(list)).pipelineExecutionSummaries?.[0]?.pipelineExecutionId
      })
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
