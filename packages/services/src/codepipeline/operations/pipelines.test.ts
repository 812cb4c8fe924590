import {
  CreatePipelineCommand,
  DeletePipelineCommand,
  GetPipelineCommand,
  ListPipelinesCommand,
  paginateListPipelines,
  UpdatePipelineCommand,
} from '@aws-sdk/client-codepipeline'
import { expect, test } from 'vitest'
import { type CodepipelineServer, codepipelineServer } from '../testing/codepipeline-server.ts'
import { approvalAction, buildAction, deployAction, pipeline, ROLE, sourceAction } from '../testing/definitions.ts'

const create = (server: CodepipelineServer, change = {}, tags?: { key: string; value: string }[]) =>
  server.pipelines.send(new CreatePipelineCommand({ pipeline: pipeline(change), tags }))
const read = (server: CodepipelineServer, version?: number) =>
  server.pipelines.send(new GetPipelineCommand({ name: 'web', version }))

test('a pipeline that was created is read with its defaults, and its first execution is told', async () => {
  await using server = await codepipelineServer()

  const made = await create(server, {}, [{ key: 'team', value: 'web' }])
  const { pipeline: got, metadata } = await read(server)

  expect(made.tags).toEqual([{ key: 'team', value: 'web' }])
  expect(got).toEqual(made.pipeline)
  expect(got).toMatchObject({ name: 'web', version: 1, executionMode: 'SUPERSEDED', pipelineType: 'V2', roleArn: ROLE })
  expect(got?.stages?.[0]?.actions?.[0]).toEqual({ ...sourceAction(), runOrder: 1, inputArtifacts: [] })
  expect(metadata).toMatchObject({ pipelineArn: 'arn:aws:codepipeline:us-east-1:123456789012:web' })
  expect(metadata?.created).toEqual(metadata?.updated)
  expect(server.heard).toEqual(['created web 1'])
})

test('what get-pipeline printed, without its metadata and with one stage more, is taken by update-pipeline', async () => {
  await using server = await codepipelineServer()
  await create(server)
  const { pipeline: got } = await read(server)
  if (!got) throw new Error('GetPipeline answered without a pipeline')

  const deploy = { name: 'Deploy', actions: [deployAction()] }
  const updated = await server.pipelines.send(
    new UpdatePipelineCommand({ pipeline: { ...got, stages: [...(got.stages ?? []), deploy] } }),
  )

  expect(updated.pipeline?.version).toBe(2)
  expect(updated.pipeline?.stages?.map(({ name }) => name)).toEqual(['Source', 'Build', 'Deploy'])
  expect((await read(server)).pipeline).toEqual(updated.pipeline)
  expect((await read(server, 1)).pipeline).toEqual(got)
  expect(server.heard).toEqual(['created web 1', 'updated web 2'])
})

test('an update that is refused leaves the pipeline as it was', async () => {
  await using server = await codepipelineServer()
  await create(server)

  const update = server.pipelines.send(new UpdatePipelineCommand({ pipeline: pipeline({ stages: [] }) }))

  await expect(update).rejects.toMatchObject({ name: 'InvalidStructureException' })
  expect((await read(server)).pipeline?.version).toBe(1)
})

test.each<[string, (server: CodepipelineServer) => Promise<unknown>, string, string]>([
  [
    'a name that is taken',
    (server) => create(server),
    'PipelineNameInUseException',
    "A pipeline with the name 'web' already exists in account '123456789012'",
  ],
  ['a version that never was', (server) => read(server, 9), 'PipelineVersionNotFoundException', '9'],
  [
    'an unknown pipeline',
    (server) => server.pipelines.send(new GetPipelineCommand({ name: 'nope' })),
    'PipelineNotFoundException',
    "Account '123456789012' does not have a pipeline with name 'nope'",
  ],
  [
    'an update of an unknown pipeline',
    (server) => server.pipelines.send(new UpdatePipelineCommand({ pipeline: pipeline({ name: 'nope' }) })),
    'PipelineNotFoundException',
    'nope',
  ],
  [
    'a name with a slash',
    (server) => create(server, { name: 'a/b' }),
    'ValidationException',
    "Value 'a/b' at 'pipeline.name' failed to satisfy constraint",
  ],
  [
    'a next token that was made up',
    (server) => server.pipelines.send(new ListPipelinesCommand({ nextToken: 'x' })),
    'InvalidNextTokenException',
    '"x"',
  ],
  [
    'a system tag',
    (server) => create(server, { name: 'other' }, [{ key: 'aws:x', value: '' }]),
    'InvalidTagsException',
    "System tags start with 'aws:'",
  ],
])('%s is refused', async (_, call, name, message) => {
  await using server = await codepipelineServer()
  await create(server)

  await expect(call(server)).rejects.toMatchObject({ name, message: expect.stringContaining(message) })
})

test.each(['missing', 'trust'] as const)(
  'a role that may not be assumed (%s) is refused, and nothing is made',
  async (why) => {
    await using server = await codepipelineServer({ deps: { pipelineRoles: { mayAssume: async () => why } } })

    await expect(create(server)).rejects.toMatchObject({
      name: 'InvalidStructureException',
      message: `CodePipeline is not authorized to perform AssumeRole on role ${ROLE}`,
    })
    await expect(read(server)).rejects.toMatchObject({ name: 'PipelineNotFoundException' })
    expect(server.heard).toEqual([])
  },
)

test('creating asks for the pipeline, with its tags, and for passing each role in it', async () => {
  await using server = await codepipelineServer()
  const other = 'arn:aws:iam::123456789012:role/Builder'

  await create(
    server,
    {
      stages: [
        { name: 'S', actions: [sourceAction()] },
        { name: 'B', actions: [buildAction({ roleArn: other })] },
      ],
    },
    [{ key: 'a', value: 'b' }],
  )

  const asked = server.audit.at(-1)?.decisions.map(({ action, resource }) => `${action} ${resource}`)
  expect(asked).toEqual([
    'codepipeline:CreatePipeline arn:aws:codepipeline:us-east-1:123456789012:web',
    `iam:PassRole ${ROLE}`,
    `iam:PassRole ${other}`,
  ])
})

test('who may not pass the role cannot create a pipeline with it', async () => {
  await using server = await codepipelineServer({
    decide: (_, { action }) => ({ allowed: action !== 'iam:PassRole', reason: 'implicit-deny' }),
  })

  await expect(create(server)).rejects.toMatchObject({ name: 'AccessDeniedException' })
})

test('a deleted pipeline is gone with its versions, and deleting it again is no error', async () => {
  await using server = await codepipelineServer()
  await create(server)

  await server.pipelines.send(new DeletePipelineCommand({ name: 'web' }))
  await server.pipelines.send(new DeletePipelineCommand({ name: 'web' }))

  await expect(read(server)).rejects.toMatchObject({ name: 'PipelineNotFoundException' })
  expect(server.heard).toEqual(['created web 1', 'deleted web 1'])
  await create(server)
  expect((await read(server)).pipeline?.version).toBe(1)
})

test('pipelines are listed by name, page by page, region by region', async () => {
  await using server = await codepipelineServer()
  for (const name of ['c', 'a', 'b']) await create(server, { name })

  const pages = []
  for await (const page of paginateListPipelines({ client: server.pipelines, pageSize: 2 }, {})) pages.push(page)

  expect(pages.map((page) => page.pipelines?.map(({ name }) => name))).toEqual([['a', 'b'], ['c']])
  expect(pages[0]?.pipelines?.[0]).toMatchObject({ version: 1, pipelineType: 'V2', executionMode: 'SUPERSEDED' })
  const elsewhere = await server.inRegion('eu-west-1').send(new ListPipelinesCommand({}))
  expect(elsewhere.pipelines).toEqual([])
})

test('a secret is never read back, and stays when an update sends its mask', async () => {
  const github = (token: string) =>
    sourceAction({
      actionTypeId: { category: 'Source', owner: 'ThirdParty', provider: 'GitHub', version: '1' },
      configuration: { Owner: 'acme', Repo: 'web', Branch: 'main', OAuthToken: token },
    })
  const stages = (token: string, approval = 'Approve') => [
    { name: 'Source', actions: [github(token)] },
    { name: approval, actions: [approvalAction()] },
  ]
  await using server = await codepipelineServer()

  const made = await create(server, { stages: stages('not-a-real-token') })
  const updated = await server.pipelines.send(
    new UpdatePipelineCommand({ pipeline: pipeline({ stages: stages('****', 'Ask') }) }),
  )

  for (const each of [made, updated, await read(server)]) {
    expect(each.pipeline?.stages?.[0]?.actions?.[0]?.configuration?.OAuthToken).toBe('****')
  }
  expect(server.heard).toEqual(['created web 1', 'updated web 2'])
})
