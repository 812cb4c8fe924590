import {
  BatchGetProjectsCommand,
  type CodeBuildClient,
  CreateProjectCommand,
  type EnvironmentVariable,
  UpdateProjectCommand,
} from '@aws-sdk/client-codebuild'
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3'
import { PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm'
import { DEMO } from './names.ts'
import { ensure } from './progress.ts'

/** Where the pipeline's artifacts go. */
export async function ensureBucket(s3: S3Client): Promise<void> {
  const create = new CreateBucketCommand({ Bucket: DEMO.bucket })
  await ensure(() => s3.send(create), 'BucketAlreadyOwnedByYou', 'BucketAlreadyExists')
}

/** Makes the project. Without `registry` images stay in the Docker Engine. One that is there is told of a moved registry. */
export async function ensureProject(
  clients: { codebuild: CodeBuildClient; ssm: SSMClient },
  { serviceRole, registry }: { serviceRole: string; registry?: string },
): Promise<void> {
  const { codebuild, ssm } = clients
  if (registry !== undefined) await ensureLogin(ssm)
  const { projects } = await codebuild.send(new BatchGetProjectsCommand({ names: [DEMO.project] }))
  const there = projects?.[0]
  if (there?.environment) {
    const environmentVariables = withRegistry(there.environment.environmentVariables ?? [], registry)
    const environment = { ...there.environment, environmentVariables }
    await codebuild.send(new UpdateProjectCommand({ name: DEMO.project, environment }))
    return
  }
  await codebuild.send(
    new CreateProjectCommand({
      name: DEMO.project,
      description: 'Builds the sample that npm start deploys',
      source: { type: 'CODEPIPELINE' },
      artifacts: { type: 'CODEPIPELINE' },
      environment: {
        type: 'LINUX_CONTAINER',
        image: 'aws/codebuild/standard:7.0',
        computeType: 'BUILD_GENERAL1_SMALL',
        privilegedMode: true,
        environmentVariables: withRegistry([], registry),
      },
      serviceRole,
    }),
  )
}

/** The variables of a project with the registry of this start. One of the user's own, elsewhere, stays. */
export function withRegistry(variables: EnvironmentVariable[], registry: string | undefined): EnvironmentVariable[] {
  const current = variables.find(({ name }) => name === 'REGISTRY')?.value
  if (current !== undefined && !current.startsWith('127.0.0.1:')) return variables
  const others = variables.filter(({ name = '' }) => !REGISTRY_VARIABLES.includes(name))
  if (registry === undefined) return others
  return [
    ...others,
    { name: 'REGISTRY', value: registry, type: 'PLAINTEXT' },
    { name: 'REGISTRY_USER', value: `${DEMO.parameters}/user`, type: 'PARAMETER_STORE' },
    { name: 'REGISTRY_PASSWORD', value: `${DEMO.parameters}/password`, type: 'PARAMETER_STORE' },
  ]
}

const REGISTRY_VARIABLES = ['REGISTRY', 'REGISTRY_USER', 'REGISTRY_PASSWORD']

/** The demo's registry is open to everybody on this machine; one that is not gets its name and password here. */
async function ensureLogin(ssm: SSMClient): Promise<void> {
  const put = (name: string, Type: 'String' | 'SecureString', Value: string) => {
    const parameter = new PutParameterCommand({ Name: `${DEMO.parameters}/${name}`, Type, Value })
    return ensure(() => ssm.send(parameter), 'ParameterAlreadyExists')
  }
  await put('user', 'String', 'sample')
  await put('password', 'SecureString', 'any-will-do')
}
