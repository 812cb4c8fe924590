import { buffer, text } from 'node:stream/consumers'
import {
  BatchGetBuildBatchesCommand,
  BatchGetBuildsCommand,
  type Build,
  type BuildBatch,
  DeleteBuildBatchCommand,
  ListBuildBatchesCommand,
  ListBuildBatchesForProjectCommand,
  RetryBuildBatchCommand,
  StartBuildBatchCommand,
  type StartBuildBatchInput,
  StopBuildBatchCommand,
} from '@aws-sdk/client-codebuild'
import { expect, test } from 'vitest'
import { fromBuffer } from 'yauzl'
import { ZipFile } from 'yazl'
import { type BatchServer, batchServer } from '../batch-runs/testing.ts'
import { ROLE } from '../testing.ts'

const GRAPH = `version: 0.2
batch:
  build-graph:
    - identifier: compile
      env: {variables: {PART: one}, compute-type: BUILD_GENERAL1_LARGE}
      buildspec: compile.yml
    - identifier: check
      depend-on: [compile]
`
const LIST = `version: 0.2
batch:
  build-list:
    - identifier: a
    - identifier: b
`
const start = async (server: BatchServer, change: Partial<StartBuildBatchInput> = {}) => {
  const { buildBatch } = await server.build.send(new StartBuildBatchCommand({ projectName: 'web', ...change }))
  return buildBatch?.id ?? ''
}
/** The id of the present build of a part. */
const present = (batch: BuildBatch, identifier: string) =>
  batch.buildGroups
    ?.find((group) => group.identifier === identifier)
    ?.currentBuildSummary?.arn?.replace(/.*build\//, '')
const build = async (server: BatchServer, id = ''): Promise<Build | undefined> =>
  (await server.build.send(new BatchGetBuildsCommand({ ids: [id] }))).builds?.[0]
const runs = (identifier: string) => (batch: BuildBatch) => present(batch, identifier) !== undefined
const isOver = ({ complete }: BuildBatch) => complete === true
const phases = (batch: BuildBatch) => batch.phases?.map(({ phaseType, phaseStatus }) => [phaseType, phaseStatus])

test('the builds of a graph run one after the other, each with its own settings, and the batch ends well', async () => {
  await using server = await batchServer()
  await server.project(GRAPH)

  const id = await start(server, { environmentVariablesOverride: [{ name: 'ALL', value: 'x' }] })
  const first = await server.until(id, runs('compile'))
  expect(first).toMatchObject({
    buildBatchStatus: 'IN_PROGRESS',
    currentPhase: 'IN_PROGRESS',
    buildBatchNumber: 1,
    resolvedSourceVersion: 'c'.repeat(40),
    initiator: 'root',
    complete: false,
  })
  expect(present(first, 'check')).toBeUndefined()
  expect(await build(server, present(first, 'compile'))).toMatchObject({
    buildBatchArn: `arn:aws:codebuild:us-east-1:123456789012:build-batch/${id}`,
    sourceVersion: 'c'.repeat(40),
    source: { buildspec: 'compile.yml' },
    environment: {
      computeType: 'BUILD_GENERAL1_LARGE',
      environmentVariables: [
        { name: 'ALL', value: 'x' },
        { name: 'PART', value: 'one' },
      ],
    },
  })

  await server.end(present(first, 'compile') ?? '', 'SUCCEEDED')
  const second = await server.until(id, runs('check'))
  expect(await build(server, present(second, 'check'))).toMatchObject({ buildNumber: 2 })
  await server.end(present(second, 'check') ?? '', 'SUCCEEDED')

  const last = await server.until(id, isOver)
  expect(last).toMatchObject({ buildBatchStatus: 'SUCCEEDED', endTime: expect.any(Date) })
  expect(phases(last)).toEqual([
    ['SUBMITTED', 'SUCCEEDED'],
    ['DOWNLOAD_BATCHSPEC', 'SUCCEEDED'],
    ['IN_PROGRESS', 'SUCCEEDED'],
    ['SUCCEEDED', undefined],
  ])
  expect(last.buildGroups?.map(({ currentBuildSummary }) => currentBuildSummary?.buildStatus)).toEqual([
    'SUCCEEDED',
    'SUCCEEDED',
  ])
})

test('a batch that is stopped stops its builds, and is deleted with them', async () => {
  await using server = await batchServer()
  await server.project(LIST)
  const id = await start(server)
  const running = await server.until(id, runs('b'))

  const early = server.build.send(new DeleteBuildBatchCommand({ id }))
  await expect(early).rejects.toMatchObject({ name: 'InvalidInputException' })
  await server.build.send(new StopBuildBatchCommand({ id }))

  const over = await server.until(id, isOver)
  expect(over).toMatchObject({ buildBatchStatus: 'STOPPED', currentPhase: 'STOPPED' })
  const builds = ['a', 'b'].map((each) => present(running, each) ?? '')
  for (const each of builds) expect(await build(server, each)).toMatchObject({ buildStatus: 'STOPPED' })
  const again = await server.build.send(new StopBuildBatchCommand({ id }))
  expect(again.buildBatch).toMatchObject({ buildBatchStatus: 'STOPPED' })

  const gone = await server.build.send(new DeleteBuildBatchCommand({ id }))
  expect(gone.buildsDeleted).toHaveLength(2)
  const { buildBatchesNotFound } = await server.build.send(new BatchGetBuildBatchesCommand({ ids: [id] }))
  expect(buildBatchesNotFound).toEqual([id])
  expect(await build(server, builds[0])).toBeUndefined()
})

test('a failed batch is retried where it failed, or from the start', async () => {
  await using server = await batchServer()
  await server.project(LIST)
  const id = await start(server)
  const first = await server.until(id, runs('b'))
  const early = server.build.send(new RetryBuildBatchCommand({ id }))
  await expect(early).rejects.toMatchObject({ name: 'InvalidInputException' })
  await server.end(present(first, 'a') ?? '', 'SUCCEEDED')
  await server.end(present(first, 'b') ?? '', 'FAILED')
  await server.until(id, isOver)

  const retry = new RetryBuildBatchCommand({ id, retryType: 'RETRY_FAILED_BUILDS', idempotencyToken: 'once' })
  await server.build.send(retry)
  await server.build.send(retry)
  const second = await server.until(id, (batch) => runs('b')(batch) && present(batch, 'b') !== present(first, 'b'))
  expect(second).toMatchObject({ buildBatchStatus: 'IN_PROGRESS' })
  expect(second.endTime).toBeUndefined()
  expect(present(second, 'a')).toBe(present(first, 'a'))
  expect(second.buildGroups?.[1]?.priorBuildSummaryList).toMatchObject([{ buildStatus: 'FAILED' }])
  await server.end(present(second, 'b') ?? '', 'FAILED')
  await server.until(id, isOver)

  await server.build.send(new RetryBuildBatchCommand({ id }))
  const third = await server.until(id, (batch) => runs('a')(batch) && present(batch, 'a') !== present(first, 'a'))
  await server.end(present(third, 'a') ?? '', 'SUCCEEDED')
  const last = await server.until(id, runs('b'))
  await server.end(present(last, 'b') ?? '', 'SUCCEEDED')
  expect(await server.until(id, isOver)).toMatchObject({ buildBatchStatus: 'SUCCEEDED' })
})

test('a start with the same token is the same batch, and with other settings refused', async () => {
  await using server = await batchServer()
  await server.project(LIST)

  const id = await start(server, { idempotencyToken: 'once' })

  expect(await start(server, { idempotencyToken: 'once' })).toBe(id)
  const other = start(server, { idempotencyToken: 'once', sourceVersion: 'main' })
  await expect(other).rejects.toMatchObject({ name: 'InvalidInputException' })
})

test.each<[string, Parameters<typeof batchServer>[0], string, Partial<StartBuildBatchInput>, RegExp]>([
  [
    'whose buildspec is not there',
    { files: { 'buildspec.yml': 'version: 0.2' } },
    '',
    { buildspecOverride: 'other.yml' },
    /stat other.yml/,
  ],
  [
    'whose buildspec leads out of the source',
    {},
    LIST,
    { buildspecOverride: '../../../../etc/hostname' },
    /no such file/,
  ],
  ['whose buildspec has no batch', {}, 'version: 0.2\nphases: {build: {commands: [ls]}}', {}, /needs the key batch/],
  ['whose buildspec is wrong', {}, 'version: 9', {}, /Invalid buildspec version/],
  [
    'whose builds wait for one another',
    {},
    LIST.replace('build-list', 'build-graph').replace('identifier: a', 'identifier: a\n      depend-on: [a]'),
    {},
    /circle/,
  ],
  ['whose source cannot be had', { checkoutFails: 'no such branch' }, LIST, {}, /Git clone failed: no such branch/],
  [
    'whose role may not start builds',
    { may: (action) => action !== 'codebuild:StartBuild' },
    LIST,
    {},
    /not authorized to perform: codebuild:StartBuild/,
  ],
  ['whose role cannot be assumed', { refuses: 'trust' }, LIST, {}, /sts:AssumeRole/],
  [
    'of more builds than the project allows',
    {},
    LIST,
    { buildBatchConfigOverride: { restrictions: { maximumBuildsAllowed: 1 } } },
    /2 builds; the project allows 1/,
  ],
  [
    'of a compute type that the project does not allow',
    {},
    LIST,
    { buildBatchConfigOverride: { restrictions: { computeTypesAllowed: ['BUILD_GENERAL1_LARGE'] } } },
    /BUILD_GENERAL1_SMALL/,
  ],
])('a batch %s fails and says why', async (_what, options, buildspec, change, why) => {
  await using server = await batchServer(options)
  await server.project(buildspec)

  const batch = await server.until(await start(server, change), isOver)

  expect(batch.buildBatchStatus).toBe('FAILED')
  expect(batch.phases?.[1]).toMatchObject({ phaseType: 'DOWNLOAD_BATCHSPEC', phaseStatus: 'FAILED' })
  expect(batch.phases?.[1]?.contexts?.[0]?.message).toMatch(why)
})

test('a specification in the request or in S3 is read from there', async () => {
  await using server = await batchServer({ checkoutFails: 'nobody asks' })
  await server.project(LIST)
  server.objects.set('specs/batch.yml', Buffer.from(GRAPH))

  const inline = await start(server, { buildspecOverride: LIST })
  expect(await server.until(inline, runs('b'))).toMatchObject({ buildBatchStatus: 'IN_PROGRESS' })
  const s3 = await start(server, { buildspecOverride: 'arn:aws:s3:::specs/batch.yml' })
  expect(await server.until(s3, runs('compile'))).toMatchObject({ buildBatchStatus: 'IN_PROGRESS' })
  const missing = await server.until(await start(server, { buildspecOverride: 'arn:aws:s3:::specs/no.yml' }), isOver)
  expect(missing.phases?.[1]?.contexts?.[0]?.message).toMatch(/NoSuchKey/)
})

test('the artifacts of the builds are put together in one zip', async () => {
  await using server = await batchServer()
  const artifacts = { type: 'S3', location: 'out', path: 'app', name: 'all.zip', packaging: 'ZIP' } as const
  await server.project(LIST, { artifacts, buildBatchConfig: { serviceRole: ROLE, combineArtifacts: true } })
  const id = await start(server)
  const running = await server.until(id, runs('b'))
  for (const part of ['a', 'b']) {
    const key = `out/app/${id.slice(-36)}/${part}.zip`
    server.objects.set(key, await zipOf({ [`${part}.txt`]: part, 'both.txt': part }))
    await server.end(present(running, part) ?? '', 'SUCCEEDED')
  }

  const last = await server.until(id, isOver)

  expect(phases(last)).toContainEqual(['COMBINE_ARTIFACTS', 'SUCCEEDED'])
  expect([...server.objects.keys()]).toEqual(['out/app/all.zip'])
  const all = await unzipped(server.objects.get('out/app/all.zip') ?? Buffer.alloc(0))
  expect(all).toEqual({ 'a.txt': 'a', 'both.txt': 'b', 'b.txt': 'b' })
})

test('artifacts that are no zips fail the batch', async () => {
  await using server = await batchServer()
  const artifacts = { type: 'S3', location: 'out', packaging: 'ZIP' } as const
  await server.project(LIST, { artifacts, buildBatchConfig: { serviceRole: ROLE, combineArtifacts: true } })
  const id = await start(server)
  const running = await server.until(id, runs('b'))
  server.objects.set(`out/${id.slice(-36)}/a.zip`, Buffer.from('no zip'))
  for (const part of ['a', 'b']) await server.end(present(running, part) ?? '', 'SUCCEEDED')

  const last = await server.until(id, isOver)

  expect(last.buildBatchStatus).toBe('FAILED')
  expect(phases(last)).toContainEqual(['COMBINE_ARTIFACTS', 'FAILED'])
})

test('batches are listed newest first, of all projects or one, and by status', async () => {
  await using server = await batchServer()
  await server.project(LIST)
  const ids = [await start(server), await start(server)]
  await server.build.send(new StopBuildBatchCommand({ id: ids[0] }))
  await server.until(ids[0] ?? '', isOver)

  const list = async (input: object) => (await server.build.send(new ListBuildBatchesCommand(input))).ids
  const ofWeb = async (input: object) =>
    (await server.build.send(new ListBuildBatchesForProjectCommand({ projectName: 'web', ...input }))).ids

  expect(await list({})).toEqual(ids.toReversed())
  expect(await list({ filter: { status: 'STOPPED' } })).toEqual([ids[0]])
  expect(await ofWeb({ sortOrder: 'ASCENDING', maxResults: 1 })).toEqual([ids[0]])
  const unknown = server.build.send(new ListBuildBatchesForProjectCommand({ projectName: 'other' }))
  await expect(unknown).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

test('without a role for batches, and for batches that are not there, calls are refused', async () => {
  await using server = await batchServer()
  await server.project(LIST, { buildBatchConfig: undefined })
  const id = 'web:00000000-0000-4000-8000-000000000001'

  await expect(start(server)).rejects.toMatchObject({ message: expect.stringMatching(/service role of their own/) })
  for (const command of [new StopBuildBatchCommand({ id }), new RetryBuildBatchCommand({ id })]) {
    await expect(server.build.send(command as StopBuildBatchCommand)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  }
  const odd = server.build.send(new StopBuildBatchCommand({ id: 'web' }))
  await expect(odd).rejects.toMatchObject({ name: 'InvalidInputException' })
  expect(await server.build.send(new DeleteBuildBatchCommand({ id }))).toMatchObject({ statusCode: 'BATCH_DELETED' })
})

async function zipOf(files: Record<string, string>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name)
  zip.end()
  return buffer(zip.outputStream)
}

function unzipped(bytes: Buffer): Promise<Record<string, string>> {
  return new Promise((resolve, reject) => {
    const files: Record<string, string> = {}
    fromBuffer(bytes, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error)
      zip.on('entry', (entry) =>
        zip.openReadStream(entry, async (_problem, stream) => {
          files[entry.fileName] = await text(stream)
          zip.readEntry()
        }),
      )
      zip.on('end', () => resolve(files))
      zip.on('error', reject)
      zip.readEntry()
    })
  })
}
