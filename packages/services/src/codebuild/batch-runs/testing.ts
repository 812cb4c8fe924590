import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { BatchGetBuildBatchesCommand, type BuildBatch, CreateProjectCommand } from '@aws-sdk/client-codebuild'
import { randomIds, type SealingKey, ServiceError, sealingKey, silentLogger, systemClock } from '@towpath/base'
import { createEngine, type Engine, engineSchema, type RunKind } from '@towpath/engine'
import { vi } from 'vitest'
import type { AssumedFor, RoleCalls, RoleRefusal } from '../ports/build-roles.ts'
import { registerBatchRuns } from '../register-batch-runs.ts'
import type { CodebuildDeps } from '../room.ts'
import type { Ending } from '../rules/phases.ts'
import { BUILD_RUN, buildRunId } from '../runs/run-ids.ts'
import { Builds } from '../state/builds.ts'
import { aProject, type CodebuildServer, codebuildServer, ROLE } from '../testing.ts'
import { batchBuildEnded } from './batch-build-ended.ts'

const PLACE = { account: '123456789012', region: 'us-east-1' }

/** A control plane that runs batches, whose builds end when and how the test says. */
export interface BatchServer extends CodebuildServer {
  engine: Engine
  sealing: SealingKey
  /** Objects of S3 by `bucket/key`. */
  objects: Map<string, Buffer>
  /** Makes project `web` with this buildspec in its source. */
  project(buildspec: string, change?: Parameters<typeof aProject>[0]): Promise<void>
  /** Ends a build that runs. */
  end(buildId: string, ending: Ending): Promise<void>
  batch(id: string): Promise<BuildBatch>
  /** The batch, once it is as wanted. */
  until(id: string, isSo: (batch: BuildBatch) => boolean): Promise<BuildBatch>
}

interface BatchServerOptions {
  /** What the source of every project holds, by path. */
  files?: Record<string, string>
  /** Why no source can be had. */
  checkoutFails?: string
  may?(action: string): boolean
  refuses?: RoleRefusal['refused']
  deps?: Partial<CodebuildDeps>
}

export async function batchServer(options: BatchServerOptions = {}): Promise<BatchServer> {
  const buildsFolder = await mkdtemp(join(tmpdir(), 'towpath-batches-'))
  const objects = new Map<string, Buffer>()
  const sealing = sealingKey(randomBytes(32))
  const files = { ...options.files }
  let running: Engine | undefined
  const engine = () => running ?? fail('The engine is not there yet')
  const server = await codebuildServer({
    deps: {
      sealing,
      engine: {
        start: (...args) => engine().start(...args),
        deliver: (...args) => engine().deliver(...args),
      },
      ...options.deps,
    },
  })
  await server.store.migrate([engineSchema])
  const common = { store: server.store, clock: systemClock, ids: randomIds, log: silentLogger }
  running = createEngine(common)
  running.register(scriptedBuild(running))
  registerBatchRuns({
    ...common,
    engine: running,
    sealing,
    buildsFolder,
    roles: {
      assume: async ({ role }: AssumedFor) =>
        options.refuses && role.type === 'service'
          ? { refused: options.refuses, roleArn: role.roleArn }
          : s3Role(objects, options.may ?? (() => true)),
      credentials: async () => fail('A batch needs no credentials'),
    },
    checkout: {
      async checkout({ folder }) {
        if (options.checkoutFails) return { refused: 'missing', message: options.checkoutFails }
        for (const [path, text] of Object.entries(files)) {
          await mkdir(dirname(join(folder, path)), { recursive: true })
          await writeFile(join(folder, path), text)
        }
        return { commitId: 'c'.repeat(40) }
      },
    },
  })
  running.startLoop()

  const batch = async (id: string): Promise<BuildBatch> => {
    const { buildBatches = [] } = await server.build.send(new BatchGetBuildBatchesCommand({ ids: [id] }))
    return buildBatches[0] ?? fail(`There is no batch ${id}`)
  }
  return {
    ...server,
    engine: running,
    sealing,
    objects,
    batch,
    async project(buildspec, change = {}) {
      files['buildspec.yml'] ??= buildspec
      const buildBatchConfig = { serviceRole: ROLE }
      await server.build.send(new CreateProjectCommand(aProject({ buildBatchConfig, ...change })))
    },
    async end(buildId, ending) {
      const fact = { type: 'finish', ending }
      await server.store.transaction((db) => engine().deliver(db, buildRunId(PLACE, buildId), [fact]))
      engine().wake()
    },
    async until(id, isSo) {
      let last: BuildBatch | undefined
      await vi.waitFor(
        async () => {
          last = await batch(id)
          if (!isSo(last)) throw new Error(`The batch is not so yet: ${JSON.stringify(last)}`)
        },
        { timeout: 20_000, interval: 20 },
      )
      return last ?? fail('There is no batch')
    },
    async [Symbol.asyncDispose]() {
      await engine().stop()
      await server[Symbol.asyncDispose]()
      await rm(buildsFolder, { recursive: true, force: true })
    },
  }
}

type Scripted = { plan: { account: string; region: string; buildId: string }; ending?: Ending }

/** A build that waits for the test, and can be stopped. */
function scriptedBuild(
  engine: Engine,
): RunKind<Scripted, { type: 'stop' } | { type: 'finish'; ending: Ending }, never> {
  return {
    kind: BUILD_RUN,
    next(state, facts) {
      const [fact] = facts
      const ending = fact?.type === 'finish' ? fact.ending : fact ? 'STOPPED' : undefined
      return { state: { ...state, ending }, commands: [], done: ending !== undefined }
    },
    async project(db, { state: { plan, ending } }) {
      if (!ending) return
      const end = { status: ending, currentPhase: 'COMPLETED' as const, phases: [], endedAt: 1 }
      await new Builds(db, plan).recordProgress(plan.buildId, end)
      const build = await new Builds(db, plan).find(plan.buildId)
      await batchBuildEnded(engine)(db, { ...plan, arn: '', batchId: build?.batchId, status: ending })
    },
    perform: async () => [],
    failed: () => [],
  }
}

/** A role that may use an S3 of three operations. */
function s3Role(objects: Map<string, Buffer>, may: (action: string) => boolean): RoleCalls {
  const call = async (_service: string, operation: string, input: object): Promise<unknown> => {
    const { Bucket, Key, Body } = input as { Bucket: string; Key: string; Body?: Readable }
    const name = `${Bucket}/${Key}`
    if (operation === 'PutObject') objects.set(name, Body ? await buffer(Body) : Buffer.alloc(0))
    else if (operation === 'DeleteObject') objects.delete(name)
    else {
      const found = objects.get(name)
      if (!found) throw new ServiceError('NoSuchKey', 'The specified key does not exist.')
      return { Body: Readable.from([found]) }
    }
    return {}
  }
  return { arn: 'arn:role', call: call as RoleCalls['call'], may: async (action) => may(action) }
}

function fail(message: string): never {
  throw new Error(message)
}
