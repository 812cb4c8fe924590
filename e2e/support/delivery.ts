import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { BatchGetBuildsCommand, type Build, CodeBuildClient, CreateProjectCommand } from '@aws-sdk/client-codebuild'
import { CodeCommitClient } from '@aws-sdk/client-codecommit'
import {
  type ActionDeclaration,
  type ActionExecutionDetail,
  CodePipelineClient,
  CreatePipelineCommand,
  GetPipelineExecutionCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  type PipelineDeclaration,
  type PipelineExecutionSummary,
  type StageDeclaration,
} from '@aws-sdk/client-codepipeline'
import { CreateUserCommand, PutRolePolicyCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { until } from '@towpath/testkit'
import type { Files } from './bundle.ts'
import { type Clone, cloneOf, gitCredentials } from './git.ts'
import { createRole } from './roles.ts'
import { type World, type WorldOptions, world } from './world.ts'

export const ARTIFACTS = 'artifacts'
const ENDED = ['Succeeded', 'Failed', 'Stopped', 'Superseded', 'Cancelled']

/** A world with what a delivery takes besides: roles of pipelines and builds, a bucket for artifacts, somebody who pushes. */
export interface Delivery extends AsyncDisposable {
  world: World
  codepipeline: CodePipelineClient
  codebuild: CodeBuildClient
  codecommit: CodeCommitClient
  logs: CloudWatchLogsClient
  pipelineRoleArn: string
  buildRoleArn: string
  /** A clone of the embedded repository of that name, with these files pushed to `main`. */
  repository(name: string, files: Files): Promise<Clone>
  /** A project that builds what its pipeline hands it. */
  project(name: string, more?: { buildspec?: string; image?: string; privilegedMode?: boolean }): Promise<void>
  /** Source (the repository's `main`) and `stages` after it. `more` stands over the rest of the definition. */
  pipeline(
    name: string,
    repository: string,
    stages: StageDeclaration[],
    more?: Partial<PipelineDeclaration>,
  ): Promise<void>
  /** The one that CreatePipeline starts. */
  firstExecution(pipeline: string): Promise<string>
  /** Newest first. */
  executions(pipeline: string): Promise<PipelineExecutionSummary[]>
  /** Waits until the execution that brought a commit is there. */
  executionOf(pipeline: string, commit: string): Promise<string>
  /** Waits for an execution to end; resolves with its status. */
  ended(pipeline: string, executionId: string, limit?: number): Promise<string>
  /** By `Stage/Action`, the newest try of each. */
  actions(pipeline: string, executionId: string): Promise<Map<string, ActionExecutionDetail>>
  build(id: string): Promise<Build>
  /** All lines of a build's log. */
  buildLog(id: string): Promise<string[]>
}

/** Statements of an inline policy. */
export interface Statement {
  Action: string[]
  Resource: string | string[]
}

export const PIPELINE_MAY: Statement[] = [
  {
    Action: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject', 's3:GetBucketVersioning', 's3:GetBucketLocation'],
    Resource: '*',
  },
  {
    Action: [
      'codecommit:GetBranch',
      'codecommit:GetCommit',
      'codecommit:GetRepository',
      'codecommit:UploadArchive',
      'codecommit:GetUploadArchiveStatus',
      'codecommit:CancelUploadArchive',
    ],
    Resource: '*',
  },
  {
    Action: ['codebuild:StartBuild', 'codebuild:StopBuild', 'codebuild:BatchGetBuilds'],
    Resource: '*',
  },
  {
    Action: [
      'codedeploy:CreateDeployment',
      'codedeploy:GetApplication',
      'codedeploy:GetApplicationRevision',
      'codedeploy:GetDeployment',
      'codedeploy:GetDeploymentConfig',
      'codedeploy:RegisterApplicationRevision',
    ],
    Resource: '*',
  },
  { Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' },
]

export const BUILD_MAY: Statement[] = [
  { Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' },
  { Action: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'], Resource: `arn:aws:s3:::${ARTIFACTS}/*` },
  { Action: ['ssm:GetParameters'], Resource: '*' },
  {
    Action: [
      'codebuild:CreateReportGroup',
      'codebuild:CreateReport',
      'codebuild:UpdateReport',
      'codebuild:BatchPutTestCases',
    ],
    Resource: '*',
  },
]

export const policy = (statements: Statement[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements.map((each) => ({ Effect: 'Allow', ...each })) })

export async function delivery(options: WorldOptions = {}): Promise<Delivery> {
  const here = await world({ instances: 0, ...options })
  const { plane, iam } = here
  const codepipeline = new CodePipelineClient(plane.client)
  const codebuild = new CodeBuildClient(plane.client)
  const codecommit = new CodeCommitClient(plane.client)
  const logs = new CloudWatchLogsClient(plane.client)
  const clones: Clone[] = []

  async function role(RoleName: string, service: string, statements: Statement[]): Promise<string> {
    const arn = await createRole(iam, RoleName, service, [])
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'inline', PolicyDocument: policy(statements) }))
    return arn
  }

  try {
    const pipelineRoleArn = await role('pipeline', 'codepipeline.amazonaws.com', PIPELINE_MAY)
    const buildRoleArn = await role('build', 'codebuild.amazonaws.com', BUILD_MAY)
    await here.s3.send(new CreateBucketCommand({ Bucket: ARTIFACTS }))
    await iam.send(new CreateUserCommand({ UserName: 'dev' }))
    const PolicyDocument = policy([{ Action: ['codecommit:GitPull', 'codecommit:GitPush'], Resource: '*' }])
    await iam.send(new PutUserPolicyCommand({ UserName: 'dev', PolicyName: 'git', PolicyDocument }))
    const developer = await gitCredentials(iam, 'dev')

    const executions = async (pipelineName: string) =>
      (await codepipeline.send(new ListPipelineExecutionsCommand({ pipelineName }))).pipelineExecutionSummaries ?? []
    const build = async (id: string): Promise<Build> => {
      const { builds } = await codebuild.send(new BatchGetBuildsCommand({ ids: [id] }))
      if (!builds?.[0]) throw new Error(`There is no build ${id}`)
      return builds[0]
    }

    return {
      world: here,
      codepipeline,
      codebuild,
      codecommit,
      logs,
      pipelineRoleArn,
      buildRoleArn,
      async repository(name, files) {
        const clone = await cloneOf(codecommit, name, developer)
        clones.push(clone)
        await clone.push(files, 'Begin')
        return clone
      },
      async project(name, { buildspec, image = 'aws/codebuild/standard:7.0', privilegedMode = false } = {}) {
        await codebuild.send(
          new CreateProjectCommand({
            name,
            source: { type: 'CODEPIPELINE', ...(buildspec !== undefined && { buildspec }) },
            artifacts: { type: 'CODEPIPELINE' },
            environment: { type: 'LINUX_CONTAINER', image, computeType: 'BUILD_GENERAL1_SMALL', privilegedMode },
            serviceRole: buildRoleArn,
          }),
        )
      },
      async pipeline(name, repository, stages, more = {}) {
        await codepipeline.send(
          new CreatePipelineCommand({
            pipeline: {
              name,
              roleArn: pipelineRoleArn,
              artifactStore: { type: 'S3', location: ARTIFACTS },
              stages: [{ name: 'Source', actions: [sourceAction(repository)] }, ...stages],
              ...more,
            },
          }),
        )
      },
      executions,
      firstExecution: (pipeline) =>
        until(
          `the first execution of ${pipeline}`,
          async () => (await executions(pipeline)).at(-1)?.pipelineExecutionId,
        ),
      executionOf: (pipeline, commit) =>
        until(`pipeline ${pipeline} takes up ${commit}`, async () => {
          const found = (await executions(pipeline)).find(({ sourceRevisions = [] }) =>
            sourceRevisions.some(({ revisionId }) => revisionId === commit),
          )
          return found?.pipelineExecutionId
        }),
      async ended(pipelineName, pipelineExecutionId, limit = 120_000) {
        let seen: unknown
        return until(
          `execution ${pipelineExecutionId} of ${pipelineName} ends`,
          async () => {
            const { pipelineExecution } = await codepipeline.send(
              new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId }),
            )
            seen = pipelineExecution
            const status = pipelineExecution?.status ?? ''
            return ENDED.includes(status) ? status : undefined
          },
          { limit, describe: () => ({ seen, log: plane.log().slice(-3000) }) },
        )
      },
      async actions(pipelineName, pipelineExecutionId) {
        const { actionExecutionDetails = [] } = await codepipeline.send(
          new ListActionExecutionsCommand({ pipelineName, filter: { pipelineExecutionId } }),
        )
        // Newest first: what is set last is the oldest.
        const oldestFirst = actionExecutionDetails.toReversed()
        return new Map(oldestFirst.map((each) => [`${each.stageName}/${each.actionName}`, each]))
      },
      build,
      async buildLog(id) {
        const { groupName, streamName } = (await build(id)).logs ?? {}
        const lines: string[] = []
        for (let nextToken: string | undefined, before: string | undefined; ; before = nextToken) {
          const page = await logs.send(
            new GetLogEventsCommand({
              logGroupName: groupName,
              logStreamName: streamName,
              startFromHead: true,
              nextToken,
            }),
          )
          lines.push(...(page.events ?? []).map(({ message = '' }) => message.replace(/\n$/, '')))
          nextToken = page.nextForwardToken
          if (nextToken === before) return lines
        }
      },
      async [Symbol.asyncDispose]() {
        await Promise.all(clones.map((clone) => clone[Symbol.asyncDispose]()))
        await here[Symbol.asyncDispose]()
      },
    }
  } catch (error) {
    await here[Symbol.asyncDispose]()
    throw error
  }
}

const aws = (category: 'Source' | 'Build' | 'Deploy' | 'Approval', provider: string) => ({
  category,
  owner: 'AWS' as const,
  provider,
  version: '1',
})

/** Its output is `source`; its variables are `#{Source.CommitId}` and so on. */
export const sourceAction = (repository: string): ActionDeclaration => ({
  name: 'Source',
  actionTypeId: aws('Source', 'CodeCommit'),
  namespace: 'Source',
  configuration: { RepositoryName: repository, BranchName: 'main' },
  outputArtifacts: [{ name: 'source' }],
})

/** Takes `source`; its output is `built`, and its variables are `#{Build.NAME}`. */
export const buildStage = (project: string, configuration: Record<string, string> = {}): StageDeclaration => ({
  name: 'Build',
  actions: [
    {
      name: 'Build',
      actionTypeId: aws('Build', 'CodeBuild'),
      namespace: 'Build',
      configuration: { ProjectName: project, ...configuration },
      inputArtifacts: [{ name: 'source' }],
      outputArtifacts: [{ name: 'built' }],
    },
  ],
})

export const approvalStage = (): StageDeclaration => ({
  name: 'Approve',
  actions: [{ name: 'Approve', actionTypeId: aws('Approval', 'Manual') }],
})

/** Deploys an artifact to the group of the world. */
export const deployStage = (artifact = 'built'): StageDeclaration => ({
  name: 'Deploy',
  actions: [
    {
      name: 'Deploy',
      actionTypeId: aws('Deploy', 'CodeDeploy'),
      configuration: { ApplicationName: 'app', DeploymentGroupName: 'group' },
      inputArtifacts: [{ name: artifact }],
    },
  ],
})
