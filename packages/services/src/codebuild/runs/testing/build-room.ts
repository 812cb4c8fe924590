import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  BatchGetBuildsCommand,
  type Build,
  CodeBuildClient as Client,
  type CodeBuildClient,
  CreateProjectCommand,
  type CreateProjectInput,
  StartBuildCommand,
  type StartBuildInput,
} from '@aws-sdk/client-codebuild'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { randomIds, sealingKey, silentLogger, systemClock } from '@towpath/base'
import { createEngine, engineSchema } from '@towpath/engine'
import { diskBlobs } from '@towpath/storage'
import { type WireServer, type WireServerOptions, wireServer } from '@towpath/wire/testing/wire-server.ts'
import { ZipFile } from 'yazl'
import { chooseSandboxes } from '../../../ec2/index.ts'
import { createMasker } from '../../../logs/index.ts'
import { s3Entry, s3Schema } from '../../../s3/index.ts'
import { type BuildDriversOptions, buildDrivers } from '../../drivers/choose-driver.ts'
import { codebuildEntry } from '../../entry.ts'
import { managedBuilds } from '../../managed-builds.ts'
import type { EndedBuild } from '../../ports/build-ended.ts'
import type { CommitStatus } from '../../ports/commit-statuses.ts'
import type { Checkout, CheckoutRequest } from '../../ports/source-checkout.ts'
import { type BuildRunner, type CodebuildRunDeps, registerCodebuildRuns } from '../../register-runs.ts'
import type { ReportFiles } from '../../reports/report-files.ts'
import { codebuildSchema } from '../../state/migrations/index.ts'
import { aProject } from '../../testing.ts'
import type { BuildRunDeps } from '../build-run-deps.ts'

/** Real builds: database, engine, S3, processes. Roles, checkouts, logs and secrets are at the edge of the room. */
export interface BuildRoom extends AsyncDisposable {
  server: WireServer
  build: CodeBuildClient
  s3: S3Client
  buildsFolder: string
  ended: EndedBuild[]
  checkouts: CheckoutRequest[]
  reports: ReportFiles[]
  statuses: CommitStatus[]
  /** All lines of a build's log. */
  log(build: Build): string[]
  /** An object as text. */
  object(key: string): Promise<string | undefined>
  /** Text, or the content of a zip, under a key of the bucket `bucket`. */
  put(key: string, content: string | Record<string, string>, metadata?: Record<string, string>): Promise<void>
  project(change?: Partial<CreateProjectInput>): Promise<void>
  start(input?: Partial<StartBuildInput>): Promise<Build>
  find(build: Build): Promise<Build>
  /** Waits until the build has ended, at most `limit` milliseconds. */
  end(build: Build, limit?: number): Promise<Build>
  /** Another control plane on the same data, in place of this one, which lets go without a word, as if it had been killed. */
  replace(): Promise<void>
  runner(): BuildRunner
  /** Ends all environments at once, as a machine does that is restarted. */
  endEnvironments(): Promise<void>
  managed: ReturnType<typeof managedBuilds>
}

export interface BuildRoomOptions extends WireServerOptions {
  drivers?: Partial<BuildDriversOptions>
  parameters?: Record<string, string>
  checkout?(asked: CheckoutRequest): Promise<Checkout>
  /** Authority (PEM) of the control plane's certificate. */
  ca?: string
  deps?: Partial<Pick<BuildRunDeps, 'mostAtOnce' | 'mostOutput'>>
}

const PATH = `${dirname(process.execPath)}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`
const PRINCIPAL = {
  type: 'assumed-role' as const,
  account: '123456789012',
  arn: 'arn:aws:sts::123456789012:assumed-role/CodeBuildRole/AWSCodeBuild',
  userId: 'AROA:AWSCodeBuild',
  name: 'CodeBuildRole',
  session: { name: 'AWSCodeBuild', policies: [], tags: {}, issuedAt: 0, expiresAt: 9e15 },
}

export async function buildRoom(options: BuildRoomOptions = {}): Promise<BuildRoom> {
  const folder = await mkdtemp(join(tmpdir(), 'towpath-build-room-'))
  const buildsFolder = join(folder, 'builds')
  await mkdir(buildsFolder)
  const blobs = diskBlobs(join(folder, 'blobs'))
  await mkdir(join(folder, 'blobs'), { recursive: true })
  const lines = new Map<string, string[]>()
  const [ended, checkouts, reports]: [EndedBuild[], CheckoutRequest[], ReportFiles[]] = [[], [], []]
  const statuses: CommitStatus[] = []
  const sealing = sealingKey(Buffer.alloc(32, 1))

  // Entries need the engine, and the engine the server's store.
  let engine = { start: unready, deliver: unready } as unknown as ReturnType<typeof createEngine>
  const entry = codebuildEntry({
    serviceRoles: { mayAssume: async () => 'yes' },
    sealing,
    engine: { start: (...args) => engine.start(...args), deliver: (...args) => engine.deliver(...args) },
  })
  const s3 = s3Entry({ blobs, events: { objectCreated() {} }, policies: { problemOf: () => undefined } })
  const server = await wireServer([entry, s3], options)
  await server.store.migrate([engineSchema, codebuildSchema, s3Schema])

  const sandboxes = await chooseSandboxes('auto', {
    dataFolder: folder,
    folder: buildsFolder,
    log: silentLogger,
    sockets: options.drivers?.dockerSocket ? [options.drivers.dockerSocket] : [],
  })
  const drivers = buildDrivers({
    wanted: 'sandbox',
    dockerSocket: '/nonexistent',
    sandboxes,
    environment: { PATH, LANG: 'C.UTF-8' },
    now: Date.now,
    ...options.drivers,
  })
  const begin = () => {
    engine = createEngine({
      store: server.store,
      clock: systemClock,
      ids: randomIds,
      log: silentLogger,
      limits: { grace: 200 },
    })
    const deps = {
      mostAtOnce: 4,
      mostOutput: 64 * 1024 ** 2,
      ...options.deps,
      store: server.store,
      engine,
      clock: systemClock,
      ids: randomIds,
      log: silentLogger,
      sealing,
      drivers,
      buildsFolder,
      controlPlane: () => ({ endpoint: server.endpoint, ca: options.ca }),
      roles: {
        assume: async () => ({
          arn: PRINCIPAL.arn,
          may: async () => true,
          async call<Output>(service: string, operation: string, input: object, more: { signal?: AbortSignal } = {}) {
            if (service === 'ssm') return parametersOf(options.parameters ?? {}, input) as Output
            return server.wire.invoker.invoke<object, Output>(PRINCIPAL, {
              service,
              operation,
              input,
              region: 'us-east-1',
              ...more,
            })
          },
        }),
        credentials: async () => ({
          accessKeyId: 'AKIDEXAMPLE',
          secretAccessKey: 'secret-of-the-role',
          sessionToken: 'token-of-the-role',
        }),
      },
      buildLog: {
        masker: createMasker,
        async append(_db, { stream, events }) {
          const kept = lines.get(stream) ?? []
          for (const { message } of events) kept.push(message)
          lines.set(stream, kept)
        },
      },
      checkout: {
        async checkout(asked) {
          checkouts.push(asked)
          return options.checkout?.(asked) ?? { refused: 'missing', message: 'there is no such repository' }
        },
      },
      async reportCommitStatus(status) {
        statuses.push(status)
        return undefined
      },
      async storeReports(_build, given) {
        reports.push(...given)
        return { reportArns: given.map(({ group }) => `arn:report/${group}`), notes: [] }
      },
      ended: async (_db, build) => void ended.push(build),
    } satisfies CodebuildRunDeps
    return { runner: registerCodebuildRuns(deps), managed: managedBuilds(deps) }
  }
  const endEnvironments = async () => {
    for (const driver of drivers.all) for (const path of await driver.list(buildsFolder)) await driver.end(path)
  }
  let room = begin()
  await room.runner.sweep()
  engine.startLoop()

  const build = new Client(server.client)
  const find = async ({ id = '' }: Build): Promise<Build> => {
    const { builds } = await build.send(new BatchGetBuildsCommand({ ids: [id] }))
    return builds?.[0] ?? {}
  }
  const client = new S3Client({ ...server.client, forcePathStyle: true })
  await client.send(new CreateBucketCommand({ Bucket: 'bucket' }))
  return {
    server,
    build,
    s3: client,
    buildsFolder,
    ended,
    checkouts,
    reports,
    statuses,
    find,
    runner: () => room.runner,
    log: ({ logs }) => lines.get(logs?.streamName ?? '') ?? [],
    async object(Key) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: 'bucket', Key }))
      return Body?.transformToString('latin1')
    },
    async put(Key, content, Metadata) {
      const Body = typeof content === 'string' ? content : await zipped(content)
      await client.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body, Metadata }))
    },
    async project(change) {
      await build.send(
        new CreateProjectCommand(aProject({ source: { type: 'NO_SOURCE', buildspec: '{version: 0.2}' }, ...change })),
      )
    },
    async start(input) {
      const { build: started = {} } = await build.send(new StartBuildCommand({ projectName: 'web', ...input }))
      return started
    },
    async end(started, limit = 50_000) {
      let seen: Build = {}
      for (const until = Date.now() + limit; Date.now() < until; ) {
        seen = await find(started)
        if (seen.buildComplete) return seen
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      throw new Error(
        `The build has not ended: ${JSON.stringify(seen.phases)} ${(lines.get(seen.logs?.streamName ?? '') ?? []).join('\n')}`,
      )
    },
    endEnvironments,
    get managed() {
      return room.managed
    },
    async replace() {
      await engine.stop()
      await room.runner.close()
      room = begin()
      await room.runner.sweep()
      engine.startLoop()
    },
    async [Symbol.asyncDispose]() {
      await engine.stop()
      await room.runner.close()
      await endEnvironments()
      await server[Symbol.asyncDispose]()
      build.destroy()
      client.destroy()
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

async function unready(): Promise<never> {
  throw new Error('The engine is not there yet')
}

function parametersOf(parameters: Record<string, string>, input: object) {
  const { Names = [] } = input as { Names?: string[] }
  return { Parameters: Names.filter((name) => name in parameters).map((Name) => ({ Name, Value: parameters[Name] })) }
}

async function zipped(files: Record<string, string>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name, { mode: 0o100755 })
  zip.end()
  const chunks: Buffer[] = []
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

/** `PHASE STATUS` of each phase. */
export const phasesOf = ({ phases = [] }: Build): string[] =>
  phases.map(({ phaseType, phaseStatus }) => [phaseType, phaseStatus].filter(Boolean).join(' '))
