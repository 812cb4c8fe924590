import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline'

export const ROLE = 'arn:aws:iam::123456789012:role/CodePipelineRole'

type Stages = NonNullable<PipelineDeclaration['stages']>
type Action = NonNullable<Stages[number]['actions']>[number]

/** From a CodeCommit repository, as the console makes it. */
export const sourceAction = (change: Partial<Action> = {}): Action => ({
  name: 'Source',
  actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeCommit', version: '1' },
  configuration: { RepositoryName: 'web', BranchName: 'main' },
  outputArtifacts: [{ name: 'SourceOutput' }],
  ...change,
})

export const buildAction = (change: Partial<Action> = {}): Action => ({
  name: 'Build',
  actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
  configuration: { ProjectName: 'web' },
  inputArtifacts: [{ name: 'SourceOutput' }],
  outputArtifacts: [{ name: 'BuildOutput' }],
  ...change,
})

export const deployAction = (change: Partial<Action> = {}): Action => ({
  name: 'Deploy',
  actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'CodeDeploy', version: '1' },
  configuration: { ApplicationName: 'web', DeploymentGroupName: 'production' },
  inputArtifacts: [{ name: 'BuildOutput' }],
  ...change,
})

export const approvalAction = (change: Partial<Action> = {}): Action => ({
  name: 'Approve',
  actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
  ...change,
})

/** Source and build. */
export const pipeline = (change: Partial<PipelineDeclaration> = {}): PipelineDeclaration => ({
  name: 'web',
  roleArn: ROLE,
  artifactStore: { type: 'S3', location: 'artifacts' },
  stages: [
    { name: 'Source', actions: [sourceAction()] },
    { name: 'Build', actions: [buildAction()] },
  ],
  ...change,
})
