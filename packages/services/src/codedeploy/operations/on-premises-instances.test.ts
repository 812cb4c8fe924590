import {
  AddTagsToOnPremisesInstancesCommand,
  BatchGetOnPremisesInstancesCommand,
  DeregisterOnPremisesInstanceCommand,
  GetOnPremisesInstanceCommand,
  ListOnPremisesInstancesCommand,
  type ListOnPremisesInstancesInput,
  RegisterOnPremisesInstanceCommand,
  type RegisterOnPremisesInstanceInput,
  RemoveTagsFromOnPremisesInstancesCommand,
  type Tag,
} from '@aws-sdk/client-codedeploy'
import { expect, test } from 'vitest'
import { OnPremisesInstances } from '../state/on-premises-instances.ts'
import { type CodedeployServer, codedeployServer } from '../testing.ts'

const user = (name: string) => `arn:aws:iam::123456789012:user/AWS/CodeDeploy/${name}`
const session = (name: string) => `arn:aws:sts::123456789012:assumed-role/hosts/${name}`

test('a registered instance can be read, with tags even when it has none', async () => {
  await using server = await codedeployServer()

  await register(server, 'rack-1')

  expect(await get(server, 'rack-1')).toEqual({
    instanceName: 'rack-1',
    iamUserArn: user('rack-1'),
    instanceArn: expect.stringMatching(/^arn:aws:codedeploy:us-east-1:123456789012:instance\/rack-1_[A-Za-z0-9]{10}$/),
    registerTime: expect.any(Date),
    tags: [],
  })
})

test('an instance may be registered by the session it signs as, and is found by it', async () => {
  await using server = await codedeployServer()

  await register(server, 'rack-1', { iamUserArn: undefined, iamSessionArn: session('rack-1') })

  const instances = new OnPremisesInstances(server.store.db, { account: '123456789012', region: 'us-east-1' })
  expect((await instances.findByIdentity(session('rack-1')))?.name).toBe('rack-1')
  expect(await instances.findByIdentity(session('rack-2'))).toBeUndefined()
})

test.each<[string, Partial<RegisterOnPremisesInstanceInput>, string]>([
  ['without an identity', { iamUserArn: undefined }, 'IamArnRequiredException'],
  ['with two identities', { iamSessionArn: session('x') }, 'MultipleIamArnsProvidedException'],
  ['with a user ARN that is none', { iamUserArn: 'rack-1' }, 'InvalidIamUserArnException'],
  ['with a role for a session', { iamUserArn: undefined, iamSessionArn: user('x') }, 'InvalidIamSessionArnException'],
  ['under a name of EC2', { instanceName: 'i-0123456789abcdef0' }, 'InvalidInstanceNameException'],
  ['under a MAC address', { instanceName: '00:11:22:33' }, 'InvalidInstanceNameException'],
  ['without a name', { instanceName: undefined }, 'InstanceNameRequiredException'],
])('an instance is not registered %s', async (_, input, name) => {
  await using server = await codedeployServer()

  await expect(register(server, 'rack-1', input)).rejects.toMatchObject({ name })
})

test('a name and an identity each belong to one registered instance', async () => {
  await using server = await codedeployServer()
  await register(server, 'rack-1')
  await register(server, 'rack-2', { iamUserArn: undefined, iamSessionArn: session('rack-2') })

  const sameName = register(server, 'rack-1', { iamUserArn: user('other') })
  const sameUser = register(server, 'rack-3', { iamUserArn: user('rack-1') })
  const sameSession = register(server, 'rack-3', { iamUserArn: undefined, iamSessionArn: session('rack-2') })

  await expect(sameName).rejects.toMatchObject({ name: 'InstanceNameAlreadyRegisteredException' })
  await expect(sameUser).rejects.toMatchObject({ name: 'IamUserArnAlreadyRegisteredException' })
  await expect(sameSession).rejects.toMatchObject({ name: 'IamSessionArnAlreadyRegisteredException' })
})

test('a deregistered instance stays readable and frees its name and identity', async () => {
  await using server = await codedeployServer()
  await register(server, 'rack-1')
  await tag(server, ['rack-1'], { Key: 'env', Value: 'prod' })
  const { instanceArn } = (await get(server, 'rack-1')) ?? {}

  await deregister(server, 'rack-1')
  await deregister(server, 'rack-1')

  expect(await get(server, 'rack-1')).toMatchObject({ deregisterTime: expect.any(Date) })
  await expect(tag(server, ['rack-1'], { Key: 'a', Value: 'b' })).rejects.toMatchObject({
    name: 'InstanceNotRegisteredException',
  })
  await register(server, 'rack-1')
  const again = await get(server, 'rack-1')
  expect(again?.deregisterTime).toBeUndefined()
  expect(again?.tags).toEqual([])
  expect(again?.instanceArn).not.toBe(instanceArn)
})

test('deregistering an instance that never was succeeds; reading it does not', async () => {
  await using server = await codedeployServer()

  await deregister(server, 'rack-1')

  await expect(get(server, 'rack-1')).rejects.toMatchObject({ name: 'InstanceNotRegisteredException' })
})

test('tags are added and removed by pair of key and value', async () => {
  await using server = await codedeployServer()
  for (const name of ['rack-1', 'rack-2']) await register(server, name)

  await tag(server, ['rack-1', 'rack-2'], { Key: 'Name', Value: 'a' }, { Key: 'Name', Value: 'b' })
  await tag(server, ['rack-1'], { Key: 'Name', Value: 'a' })
  await server.deploy.send(
    new RemoveTagsFromOnPremisesInstancesCommand({
      instanceNames: ['rack-2'],
      tags: [
        { Key: 'Name', Value: 'a' },
        { Key: 'Name', Value: 'unknown' },
      ],
    }),
  )

  expect((await get(server, 'rack-1'))?.tags).toEqual([
    { Key: 'Name', Value: 'a' },
    { Key: 'Name', Value: 'b' },
  ])
  expect((await get(server, 'rack-2'))?.tags).toEqual([{ Key: 'Name', Value: 'b' }])
})

test('tags that do not fit one instance are added to none', async () => {
  await using server = await codedeployServer()
  for (const name of ['rack-1', 'rack-2']) await register(server, name)
  const ten = Array.from({ length: 10 }, (_, n) => ({ Key: `k${n}`, Value: 'v' }))
  await tag(server, ['rack-2'], ...ten)

  const answer = tag(server, ['rack-1', 'rack-2'], { Key: 'one', Value: 'more' })

  await expect(answer).rejects.toMatchObject({ name: 'TagLimitExceededException' })
  expect((await get(server, 'rack-1'))?.tags).toEqual([])
})

test.each<[string, string[], Tag[], string]>([
  ['no tag', ['rack-1'], [], 'TagRequiredException'],
  ['no instance', [], [{ Key: 'a', Value: 'b' }], 'InstanceNameRequiredException'],
  ['an empty key', ['rack-1'], [{ Key: '', Value: 'b' }], 'InvalidTagException'],
  ['no value', ['rack-1'], [{ Key: 'a' }], 'InvalidTagException'],
  ['an unknown instance', ['rack-9'], [{ Key: 'a', Value: 'b' }], 'InstanceNotRegisteredException'],
])('tags are not added with %s', async (_, names, tags, name) => {
  await using server = await codedeployServer()
  await register(server, 'rack-1')

  await expect(tag(server, names, ...tags)).rejects.toMatchObject({ name })
})

test('instances are listed by registration and by any of several tags', async () => {
  await using server = await codedeployServer()
  for (const name of ['rack-1', 'rack-2', 'rack-3']) await register(server, name)
  await tag(server, ['rack-1'], { Key: 'env', Value: 'prod' })
  await tag(server, ['rack-2'], { Key: 'env', Value: 'test' })
  await deregister(server, 'rack-3')

  expect(await list(server)).toEqual(['rack-1', 'rack-2', 'rack-3'])
  expect(await list(server, { registrationStatus: 'Registered' })).toEqual(['rack-1', 'rack-2'])
  expect(await list(server, { registrationStatus: 'Deregistered' })).toEqual(['rack-3'])
  const tagFilters = ['prod', 'none'].map((Value) => ({ Key: 'env', Value, Type: 'KEY_AND_VALUE' as const }))
  expect(await list(server, { tagFilters })).toEqual(['rack-1'])
  await expect(list(server, { registrationStatus: 'Gone' as 'Registered' })).rejects.toMatchObject({
    name: 'InvalidRegistrationStatusException',
  })
})

test('several instances are read at once, and unknown names are left out', async () => {
  await using server = await codedeployServer()
  await register(server, 'rack-1')

  const { instanceInfos } = await server.deploy.send(
    new BatchGetOnPremisesInstancesCommand({ instanceNames: ['rack-9', 'rack-1'] }),
  )

  expect(instanceInfos).toEqual([await get(server, 'rack-1')])
})

test("a right on an instance is asked for with the instance's own ARN", async () => {
  await using server = await codedeployServer()
  await register(server, 'rack-1')
  const info = await get(server, 'rack-1')

  expect(server.audit.at(-1)?.decisions).toMatchObject([
    { action: 'codedeploy:GetOnPremisesInstance', resource: info?.instanceArn },
  ])
})

function register(server: CodedeployServer, name: string, input: Partial<RegisterOnPremisesInstanceInput> = {}) {
  return server.deploy.send(
    new RegisterOnPremisesInstanceCommand({ instanceName: name, iamUserArn: user(name), ...input }),
  )
}

function deregister(server: CodedeployServer, instanceName: string) {
  return server.deploy.send(new DeregisterOnPremisesInstanceCommand({ instanceName }))
}

async function get(server: CodedeployServer, instanceName: string) {
  return (await server.deploy.send(new GetOnPremisesInstanceCommand({ instanceName }))).instanceInfo
}

function tag(server: CodedeployServer, instanceNames: string[], ...tags: Tag[]) {
  return server.deploy.send(new AddTagsToOnPremisesInstancesCommand({ instanceNames, tags }))
}

async function list(server: CodedeployServer, input: ListOnPremisesInstancesInput = {}) {
  return (await server.deploy.send(new ListOnPremisesInstancesCommand(input))).instanceNames
}
