import { CodeBuildClient } from '@aws-sdk/client-codebuild'
import { CodeCommitClient } from '@aws-sdk/client-codecommit'
import { EC2Client } from '@aws-sdk/client-ec2'
import { IAMClient } from '@aws-sdk/client-iam'
import { S3Client } from '@aws-sdk/client-s3'
import { SSMClient } from '@aws-sdk/client-ssm'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { systemClock } from '@towpath/base'
import { EXIT } from '../command.ts'
import { clientSettings } from '../connection/clients.ts'
import type { Connection } from '../connection/find.ts'
import { type Io, tell } from '../io.ts'
import { ensureRegistry } from '../registry/ensure-registry.ts'
import { pipelineClients } from '../watch/pipeline/clients.ts'
import { watchPipeline } from '../watch/pipeline/watch-pipeline.ts'
import { addressesOf, answers, sharesAddress } from './addresses.ts'
import { ensureApplication } from './application.ts'
import { ensureBucket, ensureProject } from './build.ts'
import { cloneUrlFor, ensureDeveloper } from './developer.ts'
import { ensureFleet } from './fleet.ts'
import { DEMO } from './names.ts'
import { ensureExecution, ensurePipeline } from './pipeline.ts'
import { ensurePorts } from './ports.ts'
import { prepareSample } from './prepare-sample.ts'
import { step } from './progress.ts'
import { ensureRepository } from './repository.ts'
import { ensureRoles } from './roles.ts'
import { tellWhatIsThere } from './summary.ts'

export interface DemoOptions {
  connection: Connection
  dataFolder: string
  console: string
  /** `--registry` or `--no-registry`, when one was said. */
  registry?: boolean
  /** What is started beside the control plane, to be ended with it. */
  beside: AsyncDisposableStack
}

/**
 * Sets up the sample through the public API, as a user would: a repository, and a pipeline that builds and deploys it.
 * What an earlier start made is found again. Resolves with the exit code of the newest execution.
 */
export async function runDemo(options: DemoOptions, io: Io): Promise<number> {
  const { connection, dataFolder } = options
  const settings = clientSettings(connection)
  const clients = pipelineClients(settings)
  const codecommit = new CodeCommitClient(settings)
  const iam = new IAMClient(settings)
  const ec2 = new EC2Client(settings)
  const { Account: account = '' } = await new STSClient(settings).send(new GetCallerIdentityCommand({}))
  const place = { account, region: connection.region }

  tell(io, 'Setting up the sample:')
  const sample = await prepareSample(codecommit, io)
  const registry = await beginRegistry(sample === 'container', options, io)
  const roles = await step(io, 'roles of the pipeline, the build, CodeDeploy and the instances', () =>
    ensureRoles(iam, place),
  )
  const fleet = await step(io, `${DEMO.instances} local instances`, async () => {
    const instances = await ensureFleet(ec2, systemClock, io.signal)
    return sharesAddress(sample, instances) ? ensurePorts(ec2, instances) : instances
  })
  await step(io, `application ${DEMO.application}, deployment group ${DEMO.group}`, () =>
    ensureApplication(clients.codedeploy, roles.codedeploy),
  )
  const { repository, developer } = await step(io, `repository ${DEMO.repository}`, async () => ({
    repository: await ensureRepository(codecommit, sample),
    developer: await ensureDeveloper(iam, place, dataFolder),
  }))
  await step(io, `pipeline ${DEMO.pipeline}, with build project ${DEMO.project}`, async () => {
    await ensureBucket(new S3Client({ ...settings, forcePathStyle: true }))
    const builds = { codebuild: new CodeBuildClient(settings), ssm: new SSMClient(settings) }
    await ensureProject(builds, { serviceRole: roles.build, registry })
    await ensurePipeline(clients.pipelines, roles.pipeline)
  })

  const addresses = addressesOf(sample, fleet)
  const there = async () => (await Promise.all(addresses.map(answers))).every(Boolean)
  const waiting = { clock: systemClock, signal: io.signal }
  const { execution, done } = await ensureExecution(clients.pipelines, there, waiting)
  const subject = `Pipeline ${execution.pipeline}, execution ${execution.id}`
  tell(io, done ? `${subject} Succeeded before; the sample answers.` : `${subject}:`)
  const exitCode = done ? EXIT.ok : await watchPipeline(clients, execution, io)
  if (io.signal.aborted) return exitCode
  const cloneUrl = cloneUrlFor(repository.cloneUrl, developer)
  const { caFile } = connection
  await tellWhatIsThere({ addresses, console: options.console, cloneUrl, developer, dataFolder, caFile }, io)
  return exitCode
}

/** The sample's own need, or the user's. Resolves with the registry's address. */
async function beginRegistry(
  useful: boolean,
  { dataFolder, registry: asked, beside }: DemoOptions,
  io: Io,
): Promise<string | undefined> {
  if (!useful && asked !== true) return undefined
  const registry = await ensureRegistry(dataFolder, asked, io)
  if (!registry) return undefined
  beside.use(registry)
  tell(io, `  ✔ registry for images on ${registry.address} (its images are in ${dataFolder})`)
  return useful ? registry.address : undefined
}
