import { ServiceError } from '@towpath/base'
import { expect, test } from 'vitest'
import { actionRequest, scriptedRole } from '../testing/provider-world.ts'
import { codebuildAction } from './codebuild.ts'
import { failing } from './failure.ts'
import type { ActionRequest } from './provider.ts'

const provider = failing(
  codebuildAction({
    build: ({ buildId }) => `https://console.example.test/builds/${buildId}`,
    deployment: () => undefined,
    execution: () => undefined,
  }),
)
const ID = 'web:0a1b2c3d-0000-4000-8000-000000000000'
const started = () => ({ build: { id: ID, buildStatus: 'IN_PROGRESS' } })
const signal = new AbortController().signal

const start = (answers: Parameters<typeof scriptedRole>[0], change: Partial<ActionRequest> = {}) => {
  const { role, asked } = scriptedRole(answers)
  const request = actionRequest(role, { configuration: { ProjectName: 'web' }, ...change })
  return { asked, outcome: provider.start(request, signal) }
}

const check = (build: object | undefined, configuration: Record<string, string> = { ProjectName: 'web' }) => {
  const { role } = scriptedRole({
    'codebuild:BatchGetBuilds': ({ ids }) => ({ builds: build ? [{ id: (ids as string[])[0], ...build }] : [] }),
    'codebuild:BatchGetBuildBatches': ({ ids }) => ({ buildBatches: [{ id: (ids as string[])[0], ...build }] }),
  })
  const request = actionRequest(role, { configuration })
  return provider.check?.(request, { externalExecutionId: ID }, signal)
}

test('a build takes the input artifact and puts its output where the pipeline says', async () => {
  const { asked, outcome } = start({ 'codebuild:StartBuild': started })

  expect(await outcome).toEqual({
    type: 'waiting',
    externalExecutionId: ID,
    externalExecutionUrl: `https://console.example.test/builds/${ID}`,
    checkAfter: 1000,
  })
  expect(asked).toEqual([
    [
      'codebuild:StartBuild',
      {
        projectName: 'web',
        idempotencyToken: '6fa459ea-ee8a-8ca4-894e-db77e160355e',
        sourceTypeOverride: 'CODEPIPELINE',
        sourceLocationOverride: 'artifacts/web/In/abcdefg',
        sourceVersion: 'arn:aws:s3:::artifacts/web/In/abcdefg',
        secondarySourcesOverride: [],
        secondarySourcesVersionOverride: [],
        artifactsOverride: {
          type: 'CODEPIPELINE',
          artifactIdentifier: 'Out',
          location: 'artifacts',
          path: 'web/Out/hijklmn',
          packaging: 'ZIP',
        },
        secondaryArtifactsOverride: [],
        environmentVariablesOverride: [],
      },
    ],
  ])
})

const artifact = (name: string) => ({ name, bucket: 'artifacts', key: `web/${name}/1` })

test('of several inputs one is the primary source, and several outputs are all secondary artifacts', async () => {
  const { asked, outcome } = start(
    { 'codebuild:StartBuild': started },
    {
      configuration: { ProjectName: 'web', PrimarySource: 'App' },
      inputs: [artifact('Config'), artifact('App')],
      outputs: [artifact('Site'), artifact('Report')],
    },
  )
  await outcome

  expect(asked[0]?.[1]).toMatchObject({
    sourceLocationOverride: 'artifacts/web/App/1',
    secondarySourcesOverride: [
      { type: 'CODEPIPELINE', sourceIdentifier: 'Config', location: 'artifacts/web/Config/1' },
    ],
    artifactsOverride: { type: 'CODEPIPELINE' },
    secondaryArtifactsOverride: [
      { artifactIdentifier: 'Site', path: 'web/Site/1' },
      { artifactIdentifier: 'Report', path: 'web/Report/1' },
    ],
  })
})

test('an action without outputs lets the build put nothing out', async () => {
  const { asked, outcome } = start({ 'codebuild:StartBuild': started }, { outputs: [] })
  await outcome

  expect(asked[0]?.[1]).toMatchObject({ artifactsOverride: { type: 'CODEPIPELINE' }, secondaryArtifactsOverride: [] })
})

test('variables of the configuration and of the action go to the build', async () => {
  const EnvironmentVariables = JSON.stringify([
    { name: 'STAGE', value: 'test' },
    { name: 'KEY', value: '/app/key', type: 'PARAMETER_STORE' },
  ])
  const { asked, outcome } = start(
    { 'codebuild:StartBuild': started },
    {
      configuration: { ProjectName: 'web', EnvironmentVariables },
      environmentVariables: [{ name: 'STAGE', value: 'prod', type: 'PLAINTEXT' }],
    },
  )
  await outcome

  expect(asked[0]?.[1].environmentVariablesOverride).toEqual([
    { name: 'STAGE', value: 'prod', type: 'PLAINTEXT' },
    { name: 'KEY', value: '/app/key', type: 'PARAMETER_STORE' },
  ])
})

test.each([
  ['{', 'is not a JSON list: {'],
  ['{"name":"A"}', 'is not a JSON list'],
  ['[{"value":"x"}]', 'has an item without a name'],
  ['[null]', 'has an item without a name'],
  ['[{"name":"A","value":1}]', 'has no text as the value of A'],
  ['[{"name":"A","value":"x","type":"SECRET"}]', 'has a type for A that is none of PLAINTEXT'],
])('variables like %s are refused before anything is built', async (EnvironmentVariables, text) => {
  const { asked, outcome } = start({}, { configuration: { ProjectName: 'web', EnvironmentVariables } })

  expect(await outcome).toMatchObject({
    type: 'failed',
    error: { code: 'ConfigurationError', message: expect.stringContaining(text) },
  })
  expect(asked).toEqual([])
})

test('a primary source that is no input, once variables are filled in, is named', async () => {
  const { outcome } = start({}, { configuration: { ProjectName: 'web', PrimarySource: 'Elsewhere' } })

  expect(await outcome).toMatchObject({
    error: { message: 'PrimarySource of the action Act is "Elsewhere", which is not one of its input artifacts: In.' },
  })
})

test('a build that goes on is looked at again', async () => {
  expect(await check({ buildStatus: 'IN_PROGRESS' })).toMatchObject({ type: 'waiting', checkAfter: 20_000 })
})

test('a build that succeeds hands its exported variables on', async () => {
  const exportedEnvironmentVariables = [{ name: 'IMAGE_TAG', value: 'v1' }]

  expect(await check({ buildStatus: 'SUCCEEDED', exportedEnvironmentVariables })).toMatchObject({
    type: 'succeeded',
    externalExecutionId: ID,
    outputVariables: { IMAGE_TAG: 'v1' },
  })
})

test('a build that fails says in which phase, why, and how to read its log', async () => {
  const build = {
    buildStatus: 'FAILED',
    logs: { groupName: '/aws/codebuild/web', streamName: '0a1b2c3d' },
    phases: [
      { phaseType: 'INSTALL', phaseStatus: 'SUCCEEDED', contexts: [{ statusCode: '', message: '' }] },
      {
        phaseType: 'BUILD',
        phaseStatus: 'FAILED',
        contexts: [
          {
            statusCode: 'COMMAND_EXECUTION_ERROR',
            message: 'Error while executing command: make test. Reason: exit status 2',
          },
        ],
      },
      { phaseType: 'POST_BUILD', phaseStatus: 'FAILED', contexts: [{ statusCode: 'LATER', message: 'later' }] },
      { phaseType: 'COMPLETED' },
    ],
  }

  expect(await check(build)).toEqual({
    type: 'failed',
    externalExecutionId: ID,
    externalExecutionUrl: `https://console.example.test/builds/${ID}`,
    error: {
      code: 'JobFailed',
      message:
        'Build terminated with state: FAILED. Phase: BUILD, Code: COMMAND_EXECUTION_ERROR, Message: Error while executing command: make test. Reason: exit status 2. Log: aws logs tail /aws/codebuild/web --log-stream-names 0a1b2c3d',
    },
  })
})

test.each(['FAILED', 'FAULT', 'TIMED_OUT', 'STOPPED'])(
  'a build that ends as %s fails the action',
  async (buildStatus) => {
    expect(await check({ buildStatus })).toMatchObject({
      type: 'failed',
      error: { code: 'JobFailed', message: `Build terminated with state: ${buildStatus}` },
    })
  },
)

test('a build that is gone fails the action', async () => {
  expect(await check(undefined)).toMatchObject({ type: 'failed', error: { code: 'JobFailed' } })
})

test('a batch is started and asked for as one', async () => {
  const configuration = { ProjectName: 'web', BatchEnabled: 'true', CombineArtifacts: 'true' }
  const { asked, outcome } = start(
    { 'codebuild:StartBuildBatch': () => ({ buildBatch: { id: ID, buildBatchStatus: 'IN_PROGRESS' } }) },
    { configuration },
  )

  expect(await outcome).toMatchObject({ type: 'waiting', externalExecutionId: ID })
  expect(asked[0]?.[1]).toMatchObject({ projectName: 'web', buildBatchConfigOverride: { combineArtifacts: true } })
  expect(await check({ buildBatchStatus: 'SUCCEEDED' }, configuration)).toMatchObject({ type: 'succeeded' })
})

test.each([
  ['ResourceNotFoundException', 'ConfigurationError', 'Create the build project web in us-east-1'],
  ['InvalidInputException', 'ConfigurationError', 'Error calling startBuild: no'],
  ['AccountLimitExceededException', 'JobFailed', 'Error calling startBuild: no'],
  [
    'AccessDeniedException',
    'PermissionError',
    'Allow it in a policy of the role arn:aws:iam::123456789012:role/CodePipelineRole',
  ],
])('StartBuild refused with %s ends in %s', async (code, wanted, text) => {
  const { outcome } = start({
    'codebuild:StartBuild': () => {
      throw new ServiceError(code, 'no')
    },
  })

  expect(await outcome).toMatchObject({
    type: 'failed',
    error: { code: wanted, message: expect.stringContaining(text) },
  })
})

test.each(['InternalFailure', 'ThrottlingException'])('StartBuild that answers %s is tried again', async (code) => {
  const { outcome } = start({
    'codebuild:StartBuild': () => {
      throw new ServiceError(code, 'later', { status: code === 'InternalFailure' ? 500 : 400 })
    },
  })

  await expect(outcome).rejects.toMatchObject({ code })
})
