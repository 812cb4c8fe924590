import {
  AcknowledgeThirdPartyJobCommand,
  type ActionConfigurationProperty,
  CreatePipelineCommand,
  DeleteCustomActionTypeCommand,
  GetActionTypeCommand,
  GetPipelineCommand,
  GetThirdPartyJobDetailsCommand,
  ListActionTypesCommand,
  ListTagsForResourceCommand,
  PollForJobsCommand,
  PollForThirdPartyJobsCommand,
  PutThirdPartyJobFailureResultCommand,
  PutThirdPartyJobSuccessResultCommand,
  UpdateActionTypeCommand,
} from '@aws-sdk/client-codepipeline'
import { expect, test } from 'vitest'
import { type CodepipelineServer, codepipelineServer } from '../testing/codepipeline-server.ts'
import { createType, JENKINS, jenkinsAction } from '../testing/custom-actions.ts'
import { pipeline, sourceAction } from '../testing/definitions.ts'

const { owner: _, ...NAMES } = JENKINS
const remove = (server: CodepipelineServer) => server.pipelines.send(new DeleteCustomActionTypeCommand(NAMES))
const createPipeline = (server: CodepipelineServer, action = jenkinsAction()) =>
  server.pipelines.send(
    new CreatePipelineCommand({
      pipeline: pipeline({
        stages: [
          { name: 'Source', actions: [sourceAction()] },
          { name: 'Build', actions: [action] },
        ],
      }),
    }),
  )
const custom = async (server: CodepipelineServer) => {
  const { actionTypes } = await server.pipelines.send(new ListActionTypesCommand({ actionOwnerFilter: 'Custom' }))
  return actionTypes ?? []
}

test('a custom action type is listed as it was made, with its tags', async () => {
  await using server = await codepipelineServer()

  const made = await createType(server, { tags: [{ key: 'team', value: 'web' }] })

  expect(made.actionType).toMatchObject({
    id: JENKINS,
    settings: { entityUrlTemplate: 'https://build.example/{Config:Project}' },
    inputArtifactDetails: { minimumCount: 0, maximumCount: 2 },
  })
  expect(await custom(server)).toEqual([made.actionType])
  const resourceArn = 'arn:aws:codepipeline:us-east-1:123456789012:actiontype:Custom/Build/Jenkins/1'
  const { tags } = await server.pipelines.send(new ListTagsForResourceCommand({ resourceArn }))
  expect(tags).toEqual([{ key: 'team', value: 'web' }])
})

test('pipelines may use it, and its secret properties are never read back', async () => {
  await using server = await codepipelineServer()
  await expect(createPipeline(server)).rejects.toMatchObject({ name: 'InvalidActionDeclarationException' })

  await createType(server)
  await createPipeline(server, jenkinsAction({ Project: 'web', Token: 'geheim' }))

  const { pipeline: got } = await server.pipelines.send(new GetPipelineCommand({ name: 'web' }))
  expect(got?.stages?.[1]?.actions?.[0]?.configuration).toEqual({ Project: 'web', Token: '****' })
})

test.each([
  ['without a required property', {}, "missing required configuration 'Project'"],
  ['with an unknown one', { Project: 'web', Color: 'red' }, "unknown configuration 'Color'"],
  ['with a value that cannot be queried', { Project: 'a b' }, "'a b' for 'Project'"],
])('an action %s is refused', async (_, configuration: Record<string, string>, message) => {
  await using server = await codepipelineServer()
  await createType(server)

  await expect(createPipeline(server, jenkinsAction(configuration))).rejects.toMatchObject({
    name: 'InvalidActionDeclarationException',
    message: expect.stringContaining(message),
  })
})

test('its properties take what those of AWS of the same name do not', async () => {
  await using server = await codepipelineServer()
  const type = { category: 'Build', owner: 'Custom', provider: 'CodeBuild', version: '1' } as const
  const configurationProperties = ['Extract', 'PrimarySource'].map((name) => property({ name }))
  await createType(server, { provider: 'CodeBuild', settings: {}, configurationProperties })
  const action = jenkinsAction({ Extract: 'maybe', PrimarySource: 'elsewhere' })

  await createPipeline(server, { ...action, actionTypeId: type })
})

test('a deleted type is used and polled no more, and its version comes back for the same definition alone', async () => {
  await using server = await codepipelineServer()
  await createType(server, { tags: [{ key: 'a', value: 'b' }] })

  await remove(server)
  await remove(server)

  expect(await custom(server)).toEqual([])
  await expect(createPipeline(server)).rejects.toMatchObject({ name: 'InvalidActionDeclarationException' })
  const poll = server.pipelines.send(new PollForJobsCommand({ actionTypeId: JENKINS }))
  await expect(poll).rejects.toMatchObject({ name: 'ActionTypeNotFoundException' })
  const changed = createType(server, { inputArtifactDetails: { minimumCount: 1, maximumCount: 1 } })
  await expect(changed).rejects.toMatchObject({ name: 'ValidationException' })
  await createType(server)
  expect(await custom(server)).toHaveLength(1)
})

test('a version that is there cannot be made again', async () => {
  await using server = await codepipelineServer()
  await createType(server)

  await expect(createType(server)).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining('Custom/Build/Jenkins/1'),
  })
})

const property = (change: Partial<ActionConfigurationProperty>): ActionConfigurationProperty => ({
  name: 'P',
  required: true,
  key: false,
  secret: false,
  ...change,
})

test.each<[string, Parameters<typeof createType>[1], string]>([
  [
    'two queryable properties',
    {
      settings: {},
      configurationProperties: [property({ queryable: true }), property({ name: 'Q', queryable: true })],
    },
    'at most one queryable',
  ],
  [
    'a queryable secret',
    { settings: {}, configurationProperties: [property({ queryable: true, secret: true })] },
    'required and not secret',
  ],
  ['a property twice', { settings: {}, configurationProperties: [property({}), property({})] }, "'P' is given more"],
  [
    'a property that every object has',
    { settings: {}, configurationProperties: [property({ name: 'constructor' })] },
    "'constructor'",
  ],
  [
    'an address with a secret in it',
    {
      settings: { entityUrlTemplate: 'https://h/{Config:P}' },
      configurationProperties: [property({ secret: true })],
    },
    '{Config:P}',
  ],
  [
    'fewer artifacts at most than at least',
    { inputArtifactDetails: { minimumCount: 2, maximumCount: 1 } },
    'minimum count 2',
  ],
])('%s is refused', async (_, change, message) => {
  await using server = await codepipelineServer()

  await expect(createType(server, change)).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining(message),
  })
  expect(await custom(server)).toEqual([])
})

test('no more than 50 of them are taken', { timeout: 30_000 }, async () => {
  await using server = await codepipelineServer()
  for (let version = 1; version <= 50; version++) await createType(server, { version: String(version) })

  await expect(createType(server, { version: '51' })).rejects.toMatchObject({ name: 'LimitExceededException' })
  expect(await custom(server)).toHaveLength(50)
})

test('built-in types are declared, and cannot be changed', async () => {
  await using server = await codepipelineServer()
  const id = { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' } as const

  const { actionType } = await server.pipelines.send(new GetActionTypeCommand(id))

  expect(actionType).toMatchObject({ id, outputArtifactDetails: { minimumCount: 1, maximumCount: 1 } })
  expect(actionType?.properties).toContainEqual(expect.objectContaining({ name: 'S3Bucket', optional: false }))
  const update = server.pipelines.send(new UpdateActionTypeCommand({ actionType }))
  await expect(update).rejects.toMatchObject({ name: 'RequestFailedException' })
  const unknown = server.pipelines.send(new GetActionTypeCommand({ ...id, provider: 'Nope' }))
  await expect(unknown).rejects.toMatchObject({ name: 'ActionTypeNotFoundException' })
})

test('the jobs of AWS are not for workers', async () => {
  await using server = await codepipelineServer()
  const actionTypeId = { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' } as const

  const poll = server.pipelines.send(new PollForJobsCommand({ actionTypeId }))

  await expect(poll).rejects.toMatchObject({ name: 'ValidationException' })
})

test('there are no third-party jobs, and no such job is known', async () => {
  await using server = await codepipelineServer()
  const { pipelines } = server
  const actionTypeId = { category: 'Source', owner: 'ThirdParty', provider: 'GitHub', version: '1' } as const
  const names = { jobId: '44444444-4444-4444-8444-444444444444', clientToken: '1' }
  const failureDetails = { type: 'JobFailed', message: 'no' } as const

  expect((await pipelines.send(new PollForThirdPartyJobsCommand({ actionTypeId }))).jobs).toEqual([])
  const asked = [
    pipelines.send(new GetThirdPartyJobDetailsCommand(names)),
    pipelines.send(new AcknowledgeThirdPartyJobCommand({ ...names, nonce: '1' })),
    pipelines.send(new PutThirdPartyJobSuccessResultCommand(names)),
    pipelines.send(new PutThirdPartyJobFailureResultCommand({ ...names, failureDetails })),
  ]
  for (const each of asked) await expect(each).rejects.toMatchObject({ name: 'JobNotFoundException' })
})
