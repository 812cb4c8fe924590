import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { S3Client } from '@aws-sdk/client-s3'
import { sealingKey, systemClock } from '@towpath/base'
import { GitError, type GitRepositories, openRepositories } from '@towpath/git'
import { diskBlobs } from '@towpath/storage'
import type { Principal } from '@towpath/wire'
import { type WireServer, wireServer } from '@towpath/wire/testing/wire-server.ts'
import { codecommitEntry, codecommitSchema } from '../../codecommit/index.ts'
import { codedeployEntry, codedeploySchema } from '../../codedeploy/index.ts'
import { s3Entry, s3Schema } from '../../s3/index.ts'
import type { RoleCalls } from '../ports/action-roles.ts'
import type { CommandsBuilds } from '../ports/commands-builds.ts'
import type { SourceRepositories } from '../ports/source-repositories.ts'
import { actionProviders } from '../providers/index.ts'
import type { ActionOutcome, ActionRequest, Provider, ProviderTable } from '../providers/provider.ts'

const PLACE = { account: '123456789012', region: 'us-east-1' }
const ROLE_ARN = `arn:aws:iam::${PLACE.account}:role/CodePipelineRole`
const EXECUTION = '1b4e28ba-2fa1-11d2-883f-0016d3cca427'
const ACTION_EXECUTION = '6fa459ea-ee8a-8ca4-894e-db77e160355e'

/** The rooms that actions work with, and the providers of actions with a role whose rights a test takes away. */
export interface ProviderWorld extends AsyncDisposable {
  server: WireServer
  s3: S3Client
  git: GitRepositories
  providers: ProviderTable
  role: RoleCalls
  jobs: Provider
  /** Actions that the role may not do. */
  denied: Set<string>
  /** Builds that Commands actions were started with, and what becomes of them. */
  commands: CommandsBuilds & { started: unknown[]; stopped: string[] }
  /** Whether files were left behind. */
  leftovers(): Promise<string[]>
  run(type: string, change: Partial<ActionRequest>): Promise<ActionOutcome>
  object(bucket: string, key: string): Promise<{ content: Buffer; output: Record<string, unknown> }>
}

export async function providerWorld(): Promise<ProviderWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'towpath-providers-'))
  for (const name of ['git', 'scratch']) await mkdir(join(folder, name))
  const git = openRepositories(join(folder, 'git'))
  const denied = new Set<string>()
  const server = await wireServer(
    [
      s3Entry({
        blobs: diskBlobs(join(folder, 'blobs')),
        events: { objectCreated() {} },
        policies: { problemOf: () => undefined },
      }),
      codecommitEntry({ git }),
      codedeployEntry({
        serviceRoles: { mayAssume: async () => 'yes' },
        sealing: sealingKey(randomBytes(32)),
        // Deployments are made here, and rest.
        engine: { start: async () => {}, deliver: async () => ({ state: {}, done: false }) },
      }),
    ],
    {
      decide: ({ type }, { action }) =>
        type === 'assumed-role' && denied.has(action)
          ? { allowed: false, reason: 'implicit-deny' }
          : { allowed: true, reason: 'allowed' },
    },
  )
  await server.store.migrate([s3Schema, codecommitSchema, codedeploySchema])
  const s3 = new S3Client({ ...server.client, forcePathStyle: true })
  const role = roleOf(server)
  const commands = commandsBuilds()
  const jobs: Provider = { start: async () => ({ type: 'waiting' }) }
  const providers = actionProviders({
    repositories: sourceRepositories(git),
    commandsBuilds: commands,
    jobs,
    links: {
      build: ({ buildId }) => `https://console.example.test/builds/${buildId}`,
      deployment: ({ deploymentId }) => `https://console.example.test/deployments/${deploymentId}`,
      execution: ({ pipelineName, executionId }) => `https://console.example.test/${pipelineName}/${executionId}`,
    },
    clock: systemClock,
    scratch: join(folder, 'scratch'),
  })
  return {
    server,
    s3,
    git,
    providers,
    role,
    jobs,
    denied,
    commands,
    leftovers: () => readdir(join(folder, 'scratch')),
    async run(type, change) {
      const [category = '', owner = '', provider = ''] = type.split('/')
      const found = providers({ category, owner, provider })
      if (!found) throw new Error(`There is no provider ${type}`)
      return found.start(actionRequest(role, change), AbortSignal.timeout(60_000))
    },
    async object(bucket, key) {
      const output = await role.call<Record<string, unknown>>('s3', 'GetObject', { Bucket: bucket, Key: key })
      return { content: await buffer(output.Body as Readable), output }
    },
    async [Symbol.asyncDispose]() {
      s3.destroy()
      await server[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** An action with one input and one output artifact in the bucket `artifacts`. */
export function actionRequest(role: RoleCalls, change: Partial<ActionRequest> = {}): ActionRequest {
  return {
    ...PLACE,
    pipelineName: 'web',
    pipelineArn: `arn:aws:codepipeline:${PLACE.region}:${PLACE.account}:web`,
    pipelineVersion: 1,
    executionId: EXECUTION,
    stage: 'Stage',
    action: {
      name: 'Act',
      actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
      runOrder: 1,
      configuration: {},
    },
    actionExecutionId: ACTION_EXECUTION,
    configuration: {},
    environmentVariables: [],
    commands: [],
    inputs: [{ name: 'In', bucket: 'artifacts', key: 'web/In/abcdefg' }],
    outputs: [{ name: 'Out', bucket: 'artifacts', key: 'web/Out/hijklmn' }],
    role,
    pipelineRoleArn: ROLE_ARN,
    sourceRevisions: [],
    startedAt: Date.UTC(2026, 2, 4, 9, 30, 5),
    ...change,
  }
}

/** A role whose calls are answered by the test: what it was asked is kept. */
export function scriptedRole(answers: Record<string, (input: Record<string, unknown>) => unknown>) {
  const asked: [operation: string, input: Record<string, unknown>][] = []
  const role: RoleCalls = {
    arn: `arn:aws:sts::${PLACE.account}:assumed-role/CodePipelineRole/web`,
    async call<Output>(service: string, operation: string, input: object) {
      asked.push([`${service}:${operation}`, input as Record<string, unknown>])
      const answer = answers[`${service}:${operation}`]
      if (!answer) throw new Error(`Nothing answers ${service}:${operation}`)
      return answer(input as Record<string, unknown>) as Output
    },
    may: async (action) => answers[action] !== undefined,
  }
  return { role, asked }
}

function roleOf({ wire }: WireServer): RoleCalls {
  const principal: Principal = {
    type: 'assumed-role',
    account: PLACE.account,
    arn: `arn:aws:sts::${PLACE.account}:assumed-role/CodePipelineRole/web`,
    userId: 'AROAEXAMPLE:web',
    name: 'CodePipelineRole',
  }
  const by = { region: PLACE.region, userAgent: 'codepipeline.amazonaws.com' }
  return {
    arn: principal.arn,
    call: (service, operation, input, options) =>
      wire.invoker.invoke(principal, { ...by, service, operation, input, ...options }),
    may: (action, resource, conditions) =>
      wire.invoker.may(principal, { ...by, access: { action, resource, conditions } }),
  }
}

/** The embedded repositories alone; a bare name is one of CodeCommit. */
function sourceRepositories(git: GitRepositories): SourceRepositories {
  const pathOf = (repository: string) => (repository.includes('/') ? repository : `towpath/${repository}`)
  return {
    async commit({ repository, ref, may }) {
      const path = pathOf(repository)
      const arn = `arn:aws:codecommit:${PLACE.region}:${PLACE.account}:${path.split('/')[1]}`
      if (may && !(await may('codecommit:GitPull', arn))) return { refused: 'denied', message: `no right to ${arn}` }
      const [name = ''] = Object.values(ref)
      const id = 'branch' in ref ? await git.resolve(path, `refs/heads/${name}`) : name
      if (!id) return { refused: 'missing', message: `There is no branch ${name} in ${path}` }
      try {
        const { message, author } = await git.commit(path, id)
        return { commitId: id, message, author, committedAt: author.seconds * 1000, url: `https://example.test/${id}` }
      } catch (error) {
        if (error instanceof GitError) return { refused: 'missing', message: error.message }
        throw error
      }
    },
    archive: ({ repository, commitId }) => git.archive(pathOf(repository), commitId, 'zip', ''),
    changedFiles: async () => undefined,
    reportStatus: async () => undefined,
  }
}

function commandsBuilds() {
  const started: unknown[] = []
  const stopped: string[] = []
  const builds: CommandsBuilds = {
    async start(build) {
      started.push(build)
      return undefined
    },
    find: async () => ({ status: 'SUCCEEDED', exportedVariables: { TAG: 'v1' } }),
    async stop({ buildId }) {
      stopped.push(buildId)
    },
  }
  return { ...builds, started, stopped }
}
