import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { randomIds, silentLogger, systemClock } from '@towpath/base'
import { gitHttpHandler } from '@towpath/git'
import { userGit } from '@towpath/git/testing.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ActionRequest } from '../providers/provider.ts'
import { Executions } from '../state/executions.ts'
import { type CodepipelineServer, codepipelineServer } from '../testing/codepipeline-server.ts'
import { pipeline, sourceAction } from '../testing/definitions.ts'
import { type ProviderWorld, providerWorld } from '../testing/provider-world.ts'
import { type RunningPipeline, runningPipeline } from '../testing/running-pipeline.ts'
import { pipelineTriggers } from './pipeline-triggers.ts'

const SCOPE = { account: '123456789012', region: 'us-east-1' }

/** All of it but IAM: git over HTTP, the engine, real providers, a bucket that what was pushed ends in. */
let world: ProviderWorld
let server: CodepipelineServer
let clone: string
let disposals: (() => PromiseLike<unknown>)[]

beforeEach(async () => {
  disposals = []
  world = await providerWorld()
  disposals.push(() => world[Symbol.asyncDispose]())
  for (const Bucket of ['artifacts', 'site']) await world.s3.send(new CreateBucketCommand({ Bucket }))
  await world.role.call('codecommit', 'CreateRepository', { repositoryName: 'web' })
  server = await codepipelineServer({ running: true, roles: { assume: async () => world.role } })
  disposals.push(() => server[Symbol.asyncDispose]())
  for (const action of ['Source', 'Deploy']) server.provider.on(action, carryOut)
  const triggers = pipelineTriggers({
    store: server.store,
    engine: server.engine,
    sealing: server.deps.sealing,
    clock: systemClock,
    ids: randomIds,
    log: silentLogger,
    roles: { assume: async () => world.role },
    repositories: {
      commit: async () => ({ refused: 'missing', message: '' }),
      archive: async () => ({ refused: 'missing', message: '' }),
      changedFiles: async () => undefined,
      reportStatus: async () => undefined,
    },
    embedded: { find: async () => ({ path: 'towpath/web', refs: () => world.git.refs('towpath/web') }) },
  })
  triggers.start()
  disposals.push(() => triggers.stop())
  const origin = { type: 'embedded' as const, region: SCOPE.region }
  world.git.onPush(({ repository, changes }) => {
    void triggers.repositoryPushed({ account: SCOPE.account, origin, repository, changes })
  })
  clone = await cloned()
})
afterEach(async () => {
  for (const dispose of disposals.toReversed()) await dispose()
})

async function carryOut(request: ActionRequest) {
  const { category = '', owner = '', provider: name = '' } = request.action.actionTypeId
  const provider = world.providers({ category, owner, provider: name })
  if (!provider) throw new Error(`There is no provider ${name}`)
  return provider.start(request, AbortSignal.timeout(30_000))
}

/** A clone of the repository, over HTTP as a user has it. */
async function cloned(): Promise<string> {
  const allow = async () => ({ outcome: 'allowed' as const, name: 'ada' })
  const handler = gitHttpHandler(world.git, { log: silentLogger, maxPushBytes: 1024 ** 3, allow })
  const http = createServer((request, response) => void handler(request, response))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const folder = await mkdtemp(join(tmpdir(), 'towpath-clone-'))
  disposals.push(async () => {
    http.closeAllConnections()
    http.close()
    await rm(folder, { recursive: true, force: true })
  })
  const { port } = http.address() as AddressInfo
  await userGit(folder, 'clone', '--quiet', `http://ada:pw@127.0.0.1:${port}/git/towpath/web.git`, '.')
  await userGit(folder, 'checkout', '-q', '-b', 'main')
  return folder
}

async function push(text: string, path = 'index.html'): Promise<string> {
  await writeFile(join(clone, path), text)
  await userGit(clone, 'add', '-A')
  await userGit(clone, 'commit', '-q', '-m', text)
  await userGit(clone, 'push', '-q', 'origin', 'main')
  return userGit(clone, 'rev-parse', 'HEAD')
}

const definition = (change: Partial<PipelineDeclaration> = {}) =>
  pipeline({
    pipelineType: 'V2',
    executionMode: 'QUEUED',
    stages: [
      { name: 'Source', actions: [sourceAction()] },
      {
        name: 'Deploy',
        actions: [
          {
            name: 'Deploy',
            actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'S3', version: '1' },
            configuration: { BucketName: 'site', Extract: 'true' },
            inputArtifacts: [{ name: 'SourceOutput' }],
          },
        ],
      },
    ],
    ...change,
  })

async function commitsTaken(web: RunningPipeline): Promise<string[]> {
  const executions = new Executions(server.store.db, SCOPE)
  const all = await Promise.all((await web.executions()).map((each) => executions.find(each.pipelineExecutionId ?? '')))
  return all.flatMap((each) => each?.sourceRevisions.map(({ revisionValue }) => revisionValue) ?? [])
}

test('ten pushes in a row are ten executions in their order, and the last one is what is there', async () => {
  await push('first')
  const web = await runningPipeline(server, definition())
  await web.ended(1)

  const commits: string[] = []
  for (let n = 1; n <= 10; n++) commits.push(await push(`version ${n}`))

  expect(await web.ended(11)).toEqual(Array.from({ length: 11 }, () => 'Succeeded'))
  expect(await commitsTaken(web)).toEqual(commits)
  expect((await world.object('site', 'index.html')).content.toString()).toBe('version 10')
})

test('a file of any name goes from the push to the bucket', async () => {
  await push('dash', '-rf')
  await push('unicode', 'ä b — 日本.txt')
  const web = await runningPipeline(server, definition())
  await web.ended(1)

  expect((await world.object('site', '-rf')).content.toString()).toBe('dash')
  expect((await world.object('site', 'ä b — 日本.txt')).content.toString()).toBe('unicode')
})
