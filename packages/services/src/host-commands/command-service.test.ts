import { ListDeploymentTargetsCommand } from '@aws-sdk/client-codedeploy'
import { parseSpecification } from '@towpath/agent-link'
import { signerName, verifyEnvelope } from '@towpath/agent-link/envelope/index.ts'
import { databases } from '@towpath/storage/testing.ts'
import type { Principal } from '@towpath/wire'
import { describe, expect, test } from 'vitest'
import { ACCOUNT, type ControlPlane, controlPlane, hostIdentifier, REGION } from './testing.ts'
import {
  acknowledge,
  COMMIT,
  complete,
  deploy,
  deploymentOnce,
  ended,
  GITHUB_REVISION,
  poll,
  targetOf,
  work,
} from './testing-host.ts'

const here = (hostId: string) => ({ account: ACCOUNT, region: REGION, hostIdentifier: hostIdentifier(hostId) })

/** A poll that is given up after `ms`, as when the connection breaks. */
async function briefPoll(plane: ControlPlane, host: string, ms = 300): Promise<unknown> {
  return poll(plane.agent(host), host, AbortSignal.timeout(ms)).catch((error: unknown) => error)
}

describe('polling', () => {
  test('a poll that is held open is answered as soon as there is a command', async () => {
    await using plane = await controlPlane()
    const [host = ''] = plane.launch(1)
    await plane.group()
    const held = poll(plane.agent(host), host)
    await new Promise((resolve) => setTimeout(resolve, 100))

    const id = await deploy(plane)

    expect(await held).toMatchObject({
      CommandName: 'ApplicationStop',
      HostIdentifier: hostIdentifier(host),
      DeploymentExecutionId: `${ACCOUNT}/${REGION}/${id}/0`,
    })
  })

  test('idle polls cost no database reads, except for the first', async () => {
    await using plane = await controlPlane()
    const [host = ''] = plane.launch(1)

    await briefPoll(plane, host)
    await briefPoll(plane, host)
    await briefPoll(plane, host)

    expect(plane.lookups).toBe(1)
  })

  test('the answer offers live output and long polls', async () => {
    await using plane = await controlPlane()
    const [host = ''] = plane.launch(1)
    await plane.group()
    await deploy(plane)
    const agent = plane.agent(host)

    await poll(agent, host)

    expect(agent.extensions).toEqual({ liveOutput: true, longPollSeconds: 20 })
  })

  test('the secure names need a right in a policy besides', async () => {
    await using plane = await controlPlane()
    const [host = ''] = plane.launch(1)
    const identifier = hostIdentifier(host)

    const refused = plane.agent(host, { secure: true }).call('PollHostCommand', { HostIdentifier: identifier })
    await expect(refused).rejects.toThrow('codedeploy-commands-secure:PollHostCommand')
    plane.world.instances.set(host, { role: 'secure-web', zone: 'a', tags: [{ Key: 'fleet', Value: 'web' }] })
    await plane.group()
    await deploy(plane)

    expect(await poll(plane.agent(host, { role: 'secure-web', secure: true }), host)).toMatchObject({
      CommandName: 'ApplicationStop',
    })
  })
})

describe('who may', () => {
  test('an instance without a profile is refused, the reason is remembered, and it works once it has one', async () => {
    await using plane = await controlPlane()
    const [host = ''] = plane.launch(1)
    const instance = plane.world.instances.get(host)
    plane.world.instances.set(host, { ...instance, role: undefined, zone: 'a', tags: instance?.tags ?? [] })

    await expect(poll(plane.agent(host), host)).rejects.toMatchObject({ code: 'AccessDeniedException' })
    expect((await plane.hostCommands.agentHealth.read(here(host)))?.lastRefusal).toContain('no instance profile')
    plane.world.instances.set(host, { role: 'web', zone: 'a', tags: [{ Key: 'fleet', Value: 'web' }] })
    await plane.group()
    await deploy(plane)
    await poll(plane.agent(host), host)

    const health = await plane.hostCommands.agentHealth.read(here(host))
    expect(health?.lastPollAt).toBeGreaterThanOrEqual(health?.lastRefusalAt ?? Number.POSITIVE_INFINITY)
    expect(health?.agentVersion).toBe('TEST_1')
  })

  test("a host can neither acknowledge, complete nor read another host's command", async () => {
    await using plane = await controlPlane()
    const [first = '', second = ''] = plane.launch(2)
    await plane.group('CodeDeployDefault.AllAtOnce')
    await deploy(plane)
    const command = await poll(plane.agent(first), first)
    const thief = plane.agent(second)

    const refused = { code: 'AccessDeniedException' }
    await expect(acknowledge(thief, command)).rejects.toMatchObject(refused)
    await expect(complete(thief, command)).rejects.toMatchObject(refused)
    const { DeploymentExecutionId } = command
    for (const HostIdentifier of [hostIdentifier(first), hostIdentifier(second)]) {
      const stolen = thief.call('GetDeploymentSpecification', { DeploymentExecutionId, HostIdentifier })
      await expect(stolen).rejects.toMatchObject(refused)
    }
    expect(await acknowledge(plane.agent(first), command)).toEqual({ CommandStatus: 'InProgress' })
  })

  test('who acknowledged a command may complete it, even if the instance has another profile by then', async () => {
    await using plane = await controlPlane()
    const [host = ''] = plane.launch(1)
    await plane.group()
    const id = await deploy(plane)
    const agent = plane.agent(host)
    const command = await poll(agent, host)
    await acknowledge(agent, command)

    plane.world.instances.set(host, { role: 'other', zone: 'a', tags: [] })
    await complete(agent, command)

    expect((await targetOf(plane, id, host))?.lifecycleEvents?.[0]?.status).toBe('Succeeded')
  })

  test.each(['hc-0', 'd-ABCDEFGHI/0/0/ApplicationStop/AAAAAAAA', "d-'/0/0/x/AAAAAAAA"])(
    'there is no command %j',
    async (identifier) => {
      await using plane = await controlPlane()
      const [host = ''] = plane.launch(1)

      const call = plane.agent(host).call('PutHostCommandAcknowledgement', { HostCommandIdentifier: identifier })

      await expect(call).rejects.toMatchObject({ code: 'ClientException' })
    },
  )
})

describe('messages that are lost or doubled', () => {
  test('a command nobody acknowledged is handed out again, and only the delivery acknowledged first runs', async () => {
    await using plane = await controlPlane()
    const [host = ''] = plane.launch(1)
    await plane.group()
    await deploy(plane)
    const agent = plane.agent(host)

    const first = await poll(agent, host)
    const second = await poll(agent, host)

    expect(second.CommandName).toBe(first.CommandName)
    expect(second.HostCommandIdentifier).not.toBe(first.HostCommandIdentifier)
    expect(await acknowledge(agent, second)).toEqual({ CommandStatus: 'InProgress' })
    expect(await acknowledge(agent, first)).toEqual({ CommandStatus: 'Succeeded' })
    expect(await acknowledge(agent, second)).toEqual({ CommandStatus: 'InProgress' })
  })

  test('an acknowledged command is not handed out again', async () => {
    await using plane = await controlPlane()
    const [host = ''] = plane.launch(1)
    await plane.group()
    await deploy(plane)
    await acknowledge(plane.agent(host), await poll(plane.agent(host), host))

    expect(await briefPoll(plane, host, 4_000)).toBeInstanceOf(Error)
  })

  test('the second of two completions is answered and changes nothing', async () => {
    await using plane = await controlPlane()
    const [host = ''] = plane.launch(1)
    await plane.group()
    const id = await deploy(plane)
    const agent = plane.agent(host)
    const command = await poll(agent, host)
    await acknowledge(agent, command)

    await complete(agent, command, 'exit 3')
    await complete(agent, command, 'lost its log')

    expect((await targetOf(plane, id, host))?.lifecycleEvents?.[0]?.diagnostics?.message).toBe('exit 3')
  })
})

test('while a host runs a command of one deployment it is given none of another', async () => {
  await using plane = await controlPlane()
  const [host = ''] = plane.launch(1)
  await plane.group()
  await plane.group2()
  await deploy(plane)
  const agent = plane.agent(host)
  const first = await poll(agent, host)
  await acknowledge(agent, first)

  const other = await deploy(plane, { deploymentGroupName: 'second' })
  await deploymentOnce(plane, other, ({ status }) => status === 'InProgress')
  expect(await briefPoll(plane, host)).toBeInstanceOf(Error)
  await complete(agent, first)

  expect((await poll(agent, host)).DeploymentExecutionId).toContain(other)
}, 30_000)

describe('the specification', () => {
  test('is signed below the authority that agents trust', async () => {
    await using plane = await controlPlane()
    const [host = ''] = plane.launch(1)
    await plane.group()
    const id = await deploy(plane, { fileExistsBehavior: 'RETAIN' })
    const { DeploymentExecutionId, HostIdentifier } = await poll(plane.agent(host), host)

    const answer = await plane.agent(host).call('GetDeploymentSpecification', { DeploymentExecutionId, HostIdentifier })

    expect(answer.DeploymentSystem).toBe('CodeDeploy')
    const content = verifyEnvelope(answer.DeploymentSpecification?.GenericEnvelope?.Payload ?? '', {
      authorities: await plane.hostCommands.signerCertificate(),
      signerName: signerName(REGION),
      now: new Date(),
    })
    expect(parseSpecification(content)).toMatchObject({
      deploymentId: id,
      applicationName: 'web',
      deploymentGroupName: 'fleet',
      deploymentCreator: 'user',
      fileExistsBehavior: 'RETAIN',
      revision: { type: 'S3', bucket: 'bundles', key: 'app.zip', bundleType: 'zip' },
    })
    expect(content).not.toContain('AllPossibleLifecycleEvents')
  })

  test('of a revision in GitHub form leads to the bundle, which only hosts of the deployment may read', async () => {
    await using plane = await controlPlane()
    const [host = ''] = plane.launch(1)
    await plane.group()
    const id = await deploy(plane, { revision: GITHUB_REVISION })
    const { DeploymentExecutionId, HostIdentifier } = await poll(plane.agent(host), host)
    plane.launch(1)
    const call = plane.agent(host).call('GetDeploymentSpecification', { DeploymentExecutionId, HostIdentifier })
    const payload = (await call).DeploymentSpecification?.GenericEnvelope?.Payload ?? ''
    const trust = { authorities: await plane.hostCommands.signerCertificate(), signerName: signerName(REGION) }
    const { revision } = parseSpecification(verifyEnvelope(payload, { ...trust, now: new Date() }))

    const key = `${id}/${COMMIT}.tar`
    expect(revision).toEqual({ type: 'S3', bucket: 'towpath-revisions', key, bundleType: 'tar' })
    const read = (principal: Principal, of = key) =>
      plane.bucket.read(plane.store.db, principal, { region: REGION, key: of })
    expect(await read(session(host))).toEqual({
      sha256: 'a'.repeat(64),
      size: 9,
      contentType: 'application/octet-stream',
    })
    const [, other = ''] = plane.world.instances.keys()
    expect(await read(session(other))).toMatchObject({ refused: 'AccessDenied' })
    expect(await read(session(host, 'admin'))).toMatchObject({ refused: 'AccessDenied' })
    expect(await read(session(host), '../secrets')).toMatchObject({ refused: 'NoSuchKey' })
    expect(await read(session(host), `d-AAAAAAAAA/${COMMIT}.tar`)).toMatchObject({ refused: 'AccessDenied' })
  })
})

describe('live output', () => {
  const entry = (text: string) => ({ Text: text, Stream: 'stdout' as const, At: new Date(1000) })

  test.each(databases)('is kept once however often it is sent, and can be followed ($name)', async (kind) => {
    await using plane = await controlPlane(kind)
    const [host = ''] = plane.launch(1)
    await plane.group()
    const id = await deploy(plane)
    const agent = plane.agent(host)
    const command = await poll(agent, host)
    const { HostCommandIdentifier } = command
    const send = (Sequence: number, ...texts: string[]) =>
      agent.call('PutHostCommandOutput', { HostCommandIdentifier, Sequence, Entries: texts.map(entry) })
    const key = { account: ACCOUNT, region: REGION, deploymentId: id, position: 0, event: 0 }
    const heard: unknown[] = []
    const stop = plane.hostCommands.hookOutput.follow((event) => heard.push(event))

    expect(await send(0, 'before it runs')).toEqual({ Accepted: false, NextSequence: 0 })
    await acknowledge(agent, command)
    expect(await send(0, 'one\n', 'two\n')).toEqual({ Accepted: true, NextSequence: 2 })
    expect(await send(0, 'one\n', 'two\n')).toEqual({ Accepted: true, NextSequence: 2 })
    expect(await send(1, 'two\n', 'three\n')).toEqual({ Accepted: true, NextSequence: 3 })
    await complete(agent, command)
    expect(await send(3, 'after it ended')).toMatchObject({ Accepted: false })
    stop()

    const all = await plane.hostCommands.hookOutput.read(key)
    expect(all.map(({ text }) => text)).toEqual(['one\n', 'two\n', 'three\n'])
    expect(await plane.hostCommands.hookOutput.read(key, 1)).toEqual([
      { sequence: 2, stream: 'stdout', text: 'three\n', at: 1000 },
    ])
    expect(heard).toContainEqual(key)
  })

  test('of a script that never stops talking the end is kept', async () => {
    await using plane = await controlPlane()
    const [host = ''] = plane.launch(1)
    await plane.group()
    const id = await deploy(plane)
    const agent = plane.agent(host)
    const command = await poll(agent, host)
    await acknowledge(agent, command)
    const line = `${'x'.repeat(1023)}\n`

    for (let Sequence = 0; Sequence < 800; Sequence += 100) {
      const Entries = Array.from({ length: 100 }, () => entry(line))
      await agent.call('PutHostCommandOutput', {
        HostCommandIdentifier: command.HostCommandIdentifier,
        Sequence,
        Entries,
      })
    }

    const key = { account: ACCOUNT, region: REGION, deploymentId: id, position: 0, event: 0 }
    const kept = await plane.hostCommands.hookOutput.read(key)
    expect(kept.at(-1)?.sequence).toBe(799)
    expect(kept.length).toBeGreaterThan(100)
    expect(kept.length).toBeLessThan(400)
  })
})

test.each(databases)(
  'a fleet that is deployed all at once succeeds as a whole ($name)',
  { timeout: 60_000 },
  async (kind) => {
    await using plane = await controlPlane(kind)
    const hosts = plane.launch(20)
    await plane.group('CodeDeployDefault.AllAtOnce')

    const id = await deploy(plane)
    await Promise.all(hosts.map((host) => work(plane.agent(host), host)))

    expect(await ended(plane, id)).toMatchObject({ status: 'Succeeded', deploymentOverview: { Succeeded: 20 } })
    const { targetIds } = await plane.deploy.send(new ListDeploymentTargetsCommand({ deploymentId: id }))
    expect(targetIds?.sort()).toEqual(hosts)
  },
)

function session(name: string, role = 'web'): Principal {
  const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${name}`
  const times = { issuedAt: 0, expiresAt: Number.MAX_SAFE_INTEGER }
  return {
    type: 'assumed-role',
    account: ACCOUNT,
    arn,
    userId: `AROAX:${name}`,
    name: role,
    session: { name, policies: [], tags: {}, ...times },
  }
}
