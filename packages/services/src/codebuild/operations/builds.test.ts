import {
  BatchGetBuildsCommand,
  CreateProjectCommand,
  DeleteProjectCommand,
  ListBuildsCommand,
  ListBuildsForProjectCommand,
  ListCuratedEnvironmentImagesCommand,
  paginateListBuilds,
} from '@aws-sdk/client-codebuild'
import { expect, test } from 'vitest'
import type { BuildRecord } from '../rules/build-record.ts'
import { Builds } from '../state/builds.ts'
import { Projects } from '../state/projects.ts'
import { aProject, type CodebuildServer, codebuildServer, ROLE } from '../testing.ts'

const SCOPE = { account: '123456789012', region: 'us-east-1' }
const idOf = (number: number, project = 'web') =>
  `${project}:00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

const record = (number: number, change: Partial<BuildRecord> = {}): BuildRecord => ({
  id: idOf(number, change.projectName),
  projectName: 'web',
  number,
  status: 'FAILED',
  currentPhase: 'COMPLETED',
  settings: { serviceRole: ROLE, initiator: 'alice' },
  phases: [
    { phase: 'SUBMITTED', startedAt: 0, endedAt: 1500, status: 'SUCCEEDED', contexts: [] },
    { phase: 'COMPLETED', startedAt: 1500, contexts: [] },
  ],
  outcome: { exportedEnvironmentVariables: [{ name: 'TAG', value: 'v1' }] },
  startedAt: number * 1000,
  endedAt: number * 1000 + 1500,
  ...change,
})

const keep = (server: CodebuildServer, ...builds: BuildRecord[]) =>
  server.store.transaction(async (db) => {
    for (const build of builds) await new Builds(db, SCOPE).create(build)
  })

test('a build is answered as clients expect it, by id and by ARN', async () => {
  await using server = await codebuildServer()
  await keep(server, record(1), record(2, { status: 'IN_PROGRESS', currentPhase: 'BUILD', endedAt: undefined }))
  const arn = `arn:aws:codebuild:us-east-1:123456789012:build/${idOf(1)}`

  const { builds, buildsNotFound } = await server.build.send(
    new BatchGetBuildsCommand({ ids: [arn, idOf(2), idOf(3), 'arn:aws:codebuild:eu-west-1:123456789012:build/x'] }),
  )

  expect(builds?.[0]).toEqual({
    id: idOf(1),
    arn,
    buildNumber: 1,
    projectName: 'web',
    serviceRole: ROLE,
    initiator: 'alice',
    buildStatus: 'FAILED',
    buildComplete: true,
    currentPhase: 'COMPLETED',
    startTime: new Date(1000),
    endTime: new Date(2500),
    exportedEnvironmentVariables: [{ name: 'TAG', value: 'v1' }],
    phases: [
      {
        phaseType: 'SUBMITTED',
        phaseStatus: 'SUCCEEDED',
        startTime: new Date(0),
        endTime: new Date(1500),
        durationInSeconds: 2,
        contexts: [],
      },
      { phaseType: 'COMPLETED', startTime: new Date(1500) },
    ],
  })
  expect(builds?.[1]).toMatchObject({ buildStatus: 'IN_PROGRESS', buildComplete: false, currentPhase: 'BUILD' })
  expect(builds?.[1]).not.toHaveProperty('endTime')
  expect(buildsNotFound).toEqual([idOf(3), 'arn:aws:codebuild:eu-west-1:123456789012:build/x'])
})

test('what changes while a build runs is kept, and what does not stays', async () => {
  await using server = await codebuildServer()
  await keep(server, record(1, { status: 'IN_PROGRESS', currentPhase: 'BUILD', endedAt: undefined }))

  await server.store.transaction((db) =>
    new Builds(db, SCOPE).recordProgress(record(1).id, record(1, { status: 'SUCCEEDED' })),
  )

  const { builds } = await server.build.send(new BatchGetBuildsCommand({ ids: [idOf(1)] }))
  expect(builds).toMatchObject([{ buildStatus: 'SUCCEEDED', currentPhase: 'COMPLETED', initiator: 'alice' }])
})

test('an id that is none is refused', async () => {
  await using server = await codebuildServer()

  const answer = server.build.send(new BatchGetBuildsCommand({ ids: ['web'] }))

  await expect(answer).rejects.toMatchObject({ name: 'InvalidInputException', message: 'Invalid build ID provided' })
})

test('builds are listed newest first, in pages that neither repeat nor leave out', async () => {
  await using server = await codebuildServer()
  // All at the same time, so that only the ids tell them apart.
  const builds = Array.from({ length: 203 }, (_, at) => record(at + 1, { startedAt: 7 }))
  await keep(server, ...builds)

  const pages: string[][] = []
  for await (const { ids } of paginateListBuilds({ client: server.build }, {})) pages.push(ids ?? [])

  expect(pages.map((page) => page.length)).toEqual([100, 100, 3])
  expect(pages.flat()).toEqual(builds.map(({ id }) => id).reverse())
  const { ids } = await server.build.send(new ListBuildsCommand({ sortOrder: 'ASCENDING' }))
  expect(ids?.[0]).toBe(idOf(1))
})

test('builds of a project are listed by their numbers', async () => {
  await using server = await codebuildServer()
  await server.build.send(new CreateProjectCommand(aProject()))
  await keep(server, record(10), record(9), record(1, { projectName: 'other' }))

  const list = (sortOrder?: 'ASCENDING') =>
    server.build.send(new ListBuildsForProjectCommand({ projectName: 'web', sortOrder }))

  expect((await list()).ids).toEqual([idOf(10), idOf(9)])
  expect((await list('ASCENDING')).ids).toEqual([idOf(9), idOf(10)])
})

test('builds of an unknown project are not listed', async () => {
  await using server = await codebuildServer()

  const answer = server.build.send(new ListBuildsForProjectCommand({ projectName: 'web' }))

  await expect(answer).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'The provided project arn:aws:codebuild:us-east-1:123456789012:project/web does not exist',
  })
})

test('a build is asked for on its project', async () => {
  const asked: string[] = []
  await using server = await codebuildServer({
    decide: (_, { action, resource }) => {
      asked.push(`${action} ${resource}`)
      return { allowed: true, reason: 'allowed' }
    },
  })

  await server.build.send(new BatchGetBuildsCommand({ ids: [idOf(1), idOf(2), idOf(1, 'other')] }))

  expect(asked).toEqual([
    'codebuild:BatchGetBuilds arn:aws:codebuild:us-east-1:123456789012:project/web',
    'codebuild:BatchGetBuilds arn:aws:codebuild:us-east-1:123456789012:project/other',
  ])
})

test('build numbers begin at 1 and are never given twice, not even after the project was deleted', async () => {
  await using server = await codebuildServer()
  const next = (name: string) => server.store.transaction((db) => new Projects(db, SCOPE).nextBuildNumber(name))

  expect([await next('web'), await next('web'), await next('other')]).toEqual([1, 2, 1])
  await server.build.send(new DeleteProjectCommand({ name: 'web' }))
  expect(await next('web')).toBe(3)
})

test('curated images are listed by platform', async () => {
  await using server = await codebuildServer()

  const { platforms } = await server.build.send(new ListCuratedEnvironmentImagesCommand({}))

  const names = platforms?.flatMap(({ languages }) =>
    languages?.flatMap(({ images }) => images?.map(({ name }) => name)),
  )
  expect(names).toContain('aws/codebuild/standard:7.0')
})
