import { Readable } from 'node:stream'
import {
  AddTagsToOnPremisesInstancesCommand,
  type CreateDeploymentInput,
  RegisterOnPremisesInstanceCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy'
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { signerName, verifyEnvelope } from '@towpath/agent-link/envelope/index.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ACCOUNT, type ControlPlane, controlPlane, keys, REGION, userArn } from './testing.ts'
import { COMMIT, deploy, ended, GITHUB_REVISION, S3_REVISION, targetOf } from './testing-host.ts'
import { type AgentConnection, type Answer, agentConnection } from './testing-official-agent.ts'

/*
 * What the official agent sent while it carried out deployments of a real control plane, sent again: header by header,
 * text by text. Identifiers alone are those of the test. docs/official-agent.md tells what was tried.
 */

const HOST = 'db-1'
const SUCCEEDED = '{"error_code":0,"script_name":"","message":"Succeeded: ","log":""}'

let plane: ControlPlane
let polls: AgentConnection
let work: AgentConnection

beforeEach(async () => {
  plane = await controlPlane()
  await plane.deploy.send(new RegisterOnPremisesInstanceCommand({ instanceName: HOST, iamUserArn: userArn(HOST) }))
  const tag = { Key: 'fleet', Value: 'web' }
  await plane.deploy.send(new AddTagsToOnPremisesInstancesCommand({ instanceNames: [HOST], tags: [tag] }))
  await plane.group('CodeDeployDefault.AllAtOnce', {
    ec2TagFilters: undefined,
    onPremisesInstanceTagFilters: [{ ...tag, Type: 'KEY_AND_VALUE' }],
  })
  polls = await agentConnection(plane.endpoint, keys(`USER+${HOST}`))
  work = await agentConnection(plane.endpoint, keys(`USER+${HOST}`))
})

afterEach(async () => {
  await polls[Symbol.asyncDispose]()
  await work[Symbol.asyncDispose]()
  await plane[Symbol.asyncDispose]()
})

interface Command {
  HostCommandIdentifier: string
  HostIdentifier: string
  DeploymentExecutionId: string
  CommandName: string
}

const json = (answer: Answer) => JSON.parse(answer.body)

async function poll(): Promise<Command> {
  const answer = await polls.call('PollHostCommand', `{"HostIdentifier":"${userArn(HOST)}"}`)
  expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' } })
  return json(answer).HostCommand
}

/** The content of the signed specification. */
async function specification({ DeploymentExecutionId: id }: Command) {
  const body = `{"DeploymentExecutionId":"${id}","HostIdentifier":"${userArn(HOST)}"}`
  const { DeploymentSystem, DeploymentSpecification } = json(await work.call('GetDeploymentSpecification', body))
  const { Format, Payload } = DeploymentSpecification.GenericEnvelope
  expect([DeploymentSystem, Format, Payload.split('\n')[0]]).toEqual([
    'CodeDeploy',
    'PKCS7/JSON',
    '-----BEGIN PKCS7-----',
  ])
  const authorities = await plane.hostCommands.signerCertificate()
  return JSON.parse(verifyEnvelope(Payload, { authorities, signerName: signerName(REGION), now: new Date() }))
}

async function acknowledge({ HostCommandIdentifier: id }: Command, noop: boolean): Promise<string> {
  const payload = JSON.stringify(`{"IsCommandNoop":${noop}}`)
  const body = `{"Diagnostics":{"Format":"JSON","Payload":${payload}},"HostCommandIdentifier":"${id}"}`
  return json(await work.call('PutHostCommandAcknowledgement', body)).CommandStatus
}

function complete({ HostCommandIdentifier: id }: Command, status: string, payload: string): Promise<Answer> {
  const diagnostics = `{"Format":"JSON","Payload":${JSON.stringify(payload)}}`
  const body = `{"CommandStatus":"${status}","Diagnostics":${diagnostics},"HostCommandIdentifier":"${id}"}`
  return work.call('PutHostCommandComplete', body)
}

/** Carries commands out, with nothing to do for those not in `active`, up to the acknowledgement of the event `until`. */
async function carryOut(until: string, active = ['DownloadBundle', 'Install', until]): Promise<Command> {
  for (;;) {
    const command = await poll()
    await specification(command)
    const status = await acknowledge(command, !active.includes(command.CommandName))
    if (command.CommandName === until) return command
    if (status === 'InProgress') await complete(command, 'Succeeded', SUCCEEDED)
  }
}

/** Starts a deployment and lets its AfterInstall end with these reports. Answers how the event is shown. */
async function endAfterInstall(...payloads: string[]) {
  const id = await deploy(plane)
  const command = await carryOut('AfterInstall')
  for (const payload of payloads) {
    expect(await complete(command, 'Failed', payload)).toMatchObject({ status: 200, body: '' })
  }
  expect((await ended(plane, id)).status).toBe('Failed')
  const target = await targetOf(plane, id, HOST)
  return target?.lifecycleEvents?.find((event) => event.lifecycleEventName === 'AfterInstall')?.diagnostics
}

describe('a deployment', () => {
  test('is carried out by an on-premises host, one command after the other', async () => {
    const id = await deploy(plane)
    const ran: string[] = []

    for (let name = ''; name !== 'ValidateService'; ) {
      const command = await poll()
      name = command.CommandName
      ran.push(name)
      expect(command).toMatchObject({
        HostIdentifier: userArn(HOST),
        DeploymentExecutionId: `${ACCOUNT}/${REGION}/${id}/0`,
      })
      expect(await specification(command)).toMatchObject({ DeploymentId: id, ApplicationName: 'web' })
      const noop = name === 'ApplicationStop'
      expect(await acknowledge(command, noop)).toBe(noop ? 'Succeeded' : 'InProgress')
      if (!noop) expect(await complete(command, 'Succeeded', SUCCEEDED)).toMatchObject({ status: 200, body: '' })
    }

    expect((await ended(plane, id)).status).toBe('Succeeded')
    expect(ran).toEqual([
      'ApplicationStop',
      'DownloadBundle',
      'BeforeInstall',
      'Install',
      'AfterInstall',
      'ApplicationStart',
      'ValidateService',
    ])
  })

  test('goes on with the poll that was open while the last command ran', async () => {
    await deploy(plane)
    const command = await carryOut('DownloadBundle')
    const held = poll()

    await complete(command, 'Succeeded', SUCCEEDED)

    expect((await held).CommandName).toBe('BeforeInstall')
  })

  test('of a version in S3 names version and ETag, and that version is what the host gets', async () => {
    const s3 = plane.s3()
    const [Bucket, Key] = ['bundles', 'releases/app 1.zip']
    await s3.send(new CreateBucketCommand({ Bucket }))
    const versioning = { Status: 'Enabled' as const }
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: versioning }))
    const first = await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'first' }))
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'second' }))
    const s3Location = {
      bucket: Bucket,
      key: Key,
      bundleType: 'zip' as const,
      version: first.VersionId,
      eTag: first.ETag,
    }
    const revision: CreateDeploymentInput['revision'] = { revisionType: 'S3', s3Location }

    await deploy(plane, { revision })
    const { Revision } = await specification(await poll())
    const answer = await work.getObject(`/bundles/releases/app%201.zip?versionId=${first.VersionId}`)

    expect(Revision.S3Revision).toMatchObject({ Bucket, Key, BundleType: 'zip', Version: first.VersionId })
    expect(answer).toMatchObject({ status: 200, body: 'first', headers: { etag: first.ETag } })
    // The agent compares both without their quotes.
    expect(Revision.S3Revision.ETag.replaceAll('"', '')).toBe(first.ETag?.replaceAll('"', ''))
  })

  test('of a commit reaches the host as an object that it may read without a policy', async () => {
    plane.world.bundle = { bundle: { ...(await plane.blobs.put(Readable.from(['the commit']))), format: 'tgz' } }

    const id = await deploy(plane, { revision: GITHUB_REVISION })
    const { Revision } = await specification(await poll())
    const { Bucket, Key, BundleType } = Revision.S3Revision
    const answer = await work.getObject(`/${Bucket}/${Key}`)

    expect([Bucket, Key, BundleType]).toEqual(['towpath-revisions', `${id}/${COMMIT}.tgz`, 'tgz'])
    expect(answer).toMatchObject({ status: 200, body: 'the commit', headers: { 'content-length': '10' } })
  })
})

describe('a failure', () => {
  test('is told twice, of which the first counts', async () => {
    const message = 'Script at specified location: scripts/a.sh failed with exit code 3'
    const log = String.raw`LifecycleEvent - AfterInstall\nScript - scripts/a.sh\n[stdout]before\n[stderr]oops\n`

    const shown = await endAfterInstall(
      `{"error_code":4,"script_name":"scripts/a.sh","message":"${message}","log":"${log}"}`,
      `{"error_code":5,"script_name":"","message":"${message}","log":""}`,
    )

    expect(shown).toEqual({
      errorCode: 'ScriptFailed',
      scriptName: 'scripts/a.sh',
      message,
      logTail: 'LifecycleEvent - AfterInstall\nScript - scripts/a.sh\n[stdout]before\n[stderr]oops\n',
    })
  })

  test.each([
    ['1', 'ScriptMissing'],
    ['2', 'ScriptNotExecutable'],
    ['3', 'ScriptTimedOut'],
    ['6', 'ScriptFailed'],
    // The output of the script was no UTF-8.
    ['"Unknown"', 'UnknownError'],
  ])('with error_code %s is shown as %s', async (code, errorCode) => {
    const shown = await endAfterInstall(
      `{"error_code":${code},"script_name":"scripts/a.sh","message":"Attempting minimal diagnostics","log":"x"}`,
    )

    expect(shown).toMatchObject({ errorCode, scriptName: 'scripts/a.sh', logTail: 'x' })
  })

  test('before the acknowledgement (no AppSpec file, an invalid one) ends the event, too', async () => {
    const id = await deploy(plane)
    await complete(await carryOut('DownloadBundle'), 'Succeeded', SUCCEEDED)
    const command = await poll()

    await complete(command, 'Failed', '{"error_code":5,"script_name":"","message":"No AppSpec file","log":""}')

    expect((await ended(plane, id)).status).toBe('Failed')
    const events = (await targetOf(plane, id, HOST))?.lifecycleEvents ?? []
    expect(events.map(({ status }) => status)).toEqual([
      'Succeeded',
      'Succeeded',
      'Failed',
      ...Array(4).fill('Skipped'),
    ])
    expect(events[2]?.diagnostics?.message).toBe('No AppSpec file')
  })

  test('of an agent that was killed is told by the one that takes its place', async () => {
    const message = 'Failed: Failing in-progress lifecycle event after an agent restart.'

    const shown = await endAfterInstall(`{"error_code":7,"script_name":"","message":"${message}","log":""}`)

    expect(shown).toMatchObject({ errorCode: 'UnknownError', message })
  })
})

describe('an agent', () => {
  test('is answered before it polls for the first time, when it looks whether anybody is there', async () => {
    const answer = await work.checkServer()

    expect(answer.status).toBeGreaterThanOrEqual(200)
    expect(answer.headers.connection).toBe('close')
  })

  test('with nothing to do is answered soon enough to stop quickly', async () => {
    const askedAt = Date.now()

    const command = await poll()

    expect(command).toBeUndefined()
    expect(Date.now() - askedAt).toBeLessThan(12_000)
  }, 30_000)

  test('that no instance is registered for is refused, with the code that it backs off for', async () => {
    await using stranger = await agentConnection(plane.endpoint, keys('USER+stranger'))

    const answer = await stranger.call('PollHostCommand', `{"HostIdentifier":"${userArn('stranger')}"}`)

    expect(answer.status).toBe(400)
    expect(json(answer).__type).toMatch(/AccessDeniedException$/)
  })

  test('is not given the commands of a deployment that was stopped', async () => {
    await deploy(plane, { revision: S3_REVISION })
    const command = await carryOut('DownloadBundle')
    await plane.deploy.send(new StopDeploymentCommand({ deploymentId: idOf(command) }))
    await complete(command, 'Succeeded', SUCCEEDED)

    expect((await ended(plane, idOf(command))).status).toBe('Stopped')
    const events = (await targetOf(plane, idOf(command), HOST))?.lifecycleEvents ?? []
    expect(events.map(({ status }) => status)).toEqual(['Succeeded', 'Succeeded', ...Array(5).fill('Skipped')])
  })
})

const idOf = ({ DeploymentExecutionId }: Command) => DeploymentExecutionId.split('/')[2] ?? ''
