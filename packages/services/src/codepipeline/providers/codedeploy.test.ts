import type { DeploymentInfo } from '@aws-sdk/client-codedeploy'
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { systemClock } from '@towpath/base'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { actionRequest, type ProviderWorld, providerWorld, scriptedRole } from '../testing/provider-world.ts'
import { zipOf } from '../testing/zip.ts'
import { codedeployAction } from './codedeploy.ts'
import { failing } from './failure.ts'
import type { ActionRequest } from './provider.ts'

const DEPLOY = 'Deploy/AWS/CodeDeploy'

let world: ProviderWorld
let group = ''
let count = 0

beforeAll(async () => {
  world = await providerWorld()
  await world.s3.send(new CreateBucketCommand({ Bucket: 'artifacts' }))
  const Body = zipOf([{ name: 'appspec.yml', content: 'version: 0.0\nos: linux\n' }])
  await world.s3.send(new PutObjectCommand({ Bucket: 'artifacts', Key: 'web/In/abcdefg', Body }))
  await call('CreateApplication', { applicationName: 'web' })
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(async () => {
  world.denied.clear()
  count += 1
  group = `group-${count}`
  const serviceRoleArn = 'arn:aws:iam::123456789012:role/CodeDeployRole'
  await call('CreateDeploymentGroup', { applicationName: 'web', deploymentGroupName: group, serviceRoleArn })
})

const call = <Output>(operation: string, input: object) => world.role.call<Output>('codedeploy', operation, input)

const deploy = (change: Partial<ActionRequest> = {}) =>
  world.run(DEPLOY, {
    outputs: [],
    startedAt: systemClock.now(),
    configuration: { ApplicationName: 'web', DeploymentGroupName: group },
    ...change,
  })

async function deployment(deploymentId: string | undefined): Promise<DeploymentInfo> {
  const found = await call<{ deploymentInfo: DeploymentInfo }>('GetDeployment', { deploymentId })
  return found.deploymentInfo
}

test('the artifact is deployed as it lies in the bucket of the pipeline', async () => {
  const outcome = await deploy()

  expect(outcome).toMatchObject({
    type: 'waiting',
    externalExecutionId: expect.stringMatching(/^d-/),
    externalExecutionUrl: `https://console.example.test/deployments/${outcome.externalExecutionId}`,
  })
  expect(await deployment(outcome.externalExecutionId)).toMatchObject({
    applicationName: 'web',
    deploymentGroupName: group,
    revision: {
      revisionType: 'S3',
      s3Location: { bucket: 'artifacts', key: 'web/In/abcdefg', bundleType: 'zip', eTag: expect.any(String) },
    },
    description:
      'CodePipeline web, execution 1b4e28ba-2fa1-11d2-883f-0016d3cca427, action execution 6fa459ea-ee8a-8ca4-894e-db77e160355e',
  })
})

test.each([
  ['which the group tells of', []],
  ['which runs still, where the role may not look at the group', ['codedeploy:GetDeploymentGroup']],
])('a second start takes the deployment of the first, %s', async (_, denied) => {
  for (const action of denied) world.denied.add(action)
  const first = await deploy()

  const second = await deploy({ startedAt: systemClock.now() - 10_000 })

  expect(second.externalExecutionId).toBe(first.externalExecutionId)
})

test('a group that somebody else deploys to is left alone', async () => {
  const first = await deploy()

  const outcome = await deploy({ actionExecutionId: '00000000-0000-8000-8000-000000000000' })

  expect(outcome).toMatchObject({
    type: 'failed',
    error: {
      code: 'JobFailed',
      message: expect.stringContaining(
        `Deployment Group is already deploying deployment '${first.externalExecutionId}'`,
      ),
    },
  })
})

test.each([
  [{ ApplicationName: 'gone', DeploymentGroupName: 'x' }, 'Create the CodeDeploy application gone in us-east-1'],
  [{ ApplicationName: 'web', DeploymentGroupName: 'gone' }, 'Create the deployment group gone of the application web'],
])('what is not there is named: %j', async (configuration, text) => {
  expect(await deploy({ configuration })).toMatchObject({
    type: 'failed',
    error: { code: 'ConfigurationError', message: expect.stringContaining(text) },
  })
})

test.each([
  'codedeploy:CreateDeployment',
  'codedeploy:GetDeploymentConfig',
  'codedeploy:RegisterApplicationRevision',
  's3:GetObject',
])('a role that may not %s is told so, and nothing is deployed', async (action) => {
  const key = `web/In/${count}`
  await world.s3.send(new PutObjectCommand({ Bucket: 'artifacts', Key: key, Body: 'x' }))
  world.denied.add(action)

  const outcome = await deploy({ inputs: [{ name: 'In', bucket: 'artifacts', key }] })

  expect(outcome).toMatchObject({
    type: 'failed',
    error: { code: 'PermissionError', message: expect.stringContaining(action) },
  })
})

test('an artifact that is gone is named', async () => {
  const outcome = await deploy({ inputs: [{ name: 'In', bucket: 'artifacts', key: 'web/In/gone' }] })

  expect(outcome).toMatchObject({
    type: 'failed',
    error: { code: 'ConfigurationError', message: expect.stringContaining('s3://artifacts/web/In/gone') },
  })
})

const ended = (deploymentInfo: DeploymentInfo) => {
  const links = { build: () => undefined, deployment: () => undefined, execution: () => undefined }
  const { role } = scriptedRole({ 'codedeploy:GetDeployment': () => ({ deploymentInfo }) })
  const provider = failing(codedeployAction(links, systemClock))
  return provider.check?.(actionRequest(role), { externalExecutionId: 'd-1' }, AbortSignal.timeout(1000))
}

test('a deployment that succeeds ends the action', async () => {
  expect(await ended({ status: 'Succeeded' })).toMatchObject({
    type: 'succeeded',
    externalExecutionId: 'd-1',
    summary: 'Deployment Succeeded',
    outputVariables: { DeploymentId: 'd-1' },
  })
})

test('a deployment that goes on says how far it is', async () => {
  const deploymentOverview = { Succeeded: 1, Failed: 1, InProgress: 2, Pending: 0, Skipped: 0, Ready: 0 }

  expect(await ended({ status: 'InProgress', deploymentOverview })).toMatchObject({
    type: 'waiting',
    percentComplete: 50,
    summary: '1 of 4 instances done',
  })
})

test('a deployment that fails says why, and where to look', async () => {
  const errorInformation = { code: 'HEALTH_CONSTRAINTS' as const, message: 'Too many instances failed.' }
  const rollbackInfo = { rollbackDeploymentId: 'd-2' }

  expect(await ended({ status: 'Failed', errorInformation, rollbackInfo })).toMatchObject({
    type: 'failed',
    externalExecutionId: 'd-1',
    error: {
      code: 'JobFailed',
      message:
        'Deployment d-1 failed: HEALTH_CONSTRAINTS: Too many instances failed. It was rolled back with d-2. See why: aws deploy list-deployment-targets --deployment-id d-1',
    },
  })
})

test('a deployment that is stopped fails the action', async () => {
  expect(await ended({ status: 'Stopped' })).toMatchObject({
    type: 'failed',
    error: { code: 'JobFailed', message: expect.stringContaining('Deployment d-1 was stopped') },
  })
})
