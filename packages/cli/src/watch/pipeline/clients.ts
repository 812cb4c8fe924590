import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { CodeBuildClient } from '@aws-sdk/client-codebuild'
import { CodeDeployClient } from '@aws-sdk/client-codedeploy'
import { CodePipelineClient } from '@aws-sdk/client-codepipeline'
import type { clientSettings } from '../../connection/clients.ts'

/** What is asked about a pipeline, and about what its actions started. */
export interface PipelineClients {
  pipelines: CodePipelineClient
  codedeploy: CodeDeployClient
  codebuild: CodeBuildClient
  logs: CloudWatchLogsClient
}

export function pipelineClients(settings: ReturnType<typeof clientSettings>): PipelineClients {
  return {
    pipelines: new CodePipelineClient(settings),
    codedeploy: new CodeDeployClient(settings),
    codebuild: new CodeBuildClient(settings),
    logs: new CloudWatchLogsClient(settings),
  }
}
