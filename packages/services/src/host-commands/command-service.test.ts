import { until } from '@towpath/testkit/until.ts'
import { describe, expect, test } from 'vitest'
import { ACCOUNT, type ControlPlane, controlPlane, hostIdentifier, REGION } from './testing.ts'
import { acknowledge, complete, deploy, deploymentOnce, poll, targetOf } from './testing-host.ts'

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

    expect(agent.extensions).toEqual({ liveOutput: true, longPollSeconds: 140 })
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

  test('a host that is given another role while its poll is held open is refused within seconds', async () => {
    await using plane = await controlPlane()
    const [host = ''] = plane.launch(2)
    const agent = plane.agent(host)
    const held = poll(agent, host).catch((error: unknown) => error)
    await until('the poll is held open', () => plane.hostCommands.agentHealth.read(here(host)))

    plane.world.instances.set(host, { role: 'other', zone: 'a', tags: [] })

    expect(await held).toMatchObject({ code: 'AccessDeniedException' })
  }, 20_000)

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
