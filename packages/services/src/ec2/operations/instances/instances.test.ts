import {
  DescribeInstancesCommand,
  GetConsoleOutputCommand,
  type Reservation,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import type { WireServerOptions } from '@towpath/wire/testing/wire-server.ts'
import { expect, onTestFinished, test } from 'vitest'
import { type Ec2Server, ec2Server, profileNamed } from '../../testing.ts'

async function server(options: WireServerOptions = {}) {
  const made = await ec2Server(options)
  onTestFinished(() => made[Symbol.asyncDispose]())
  return made
}

const run = ({ ec2 }: Pick<Ec2Server, 'ec2'>, input: Partial<RunInstancesCommandInput> = {}) =>
  ec2.send(new RunInstancesCommand({ ImageId: 'ami-towpath', MinCount: 1, MaxCount: 1, ...input }))

const idsOf = ({ Instances = [] }: Reservation) => Instances.map(({ InstanceId = '' }) => InstanceId)

test('instances are pending at once, with id, address, tags and profile, and run soon after', async () => {
  const made = await server()
  made.profiles.set('web', profileNamed('web'))

  const reservation = await run(made, {
    MaxCount: 2,
    InstanceType: 't3.small',
    IamInstanceProfile: { Name: 'web' },
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'web' }] }],
  })

  expect(reservation).toMatchObject({
    OwnerId: '123456789012',
    Instances: [
      {
        ImageId: 'ami-towpath',
        InstanceType: 't3.small',
        State: { Code: 0, Name: 'pending' },
        PrivateIpAddress: '10.9.9.2',
        AmiLaunchIndex: 0,
        Placement: { AvailabilityZone: 'us-east-1a' },
        IamInstanceProfile: { Arn: 'arn:aws:iam::123456789012:instance-profile/web' },
        Tags: [{ Key: 'Name', Value: 'web' }],
      },
      { PrivateIpAddress: '10.9.9.3', AmiLaunchIndex: 1 },
    ],
  })
  const [first = ''] = idsOf(reservation)
  expect(first).toMatch(/^i-[0-9a-f]{17}$/)
  expect(await made.untilState(first, 'running')).toMatchObject({ State: { Code: 16 } })
})

test.each([
  ['another image', { ImageId: 'ami-12345678' }, 'InvalidAMIID.NotFound'],
  ['what is no image', { ImageId: 'debian' }, 'InvalidAMIID.Malformed'],
  ['a profile nobody made', { IamInstanceProfile: { Name: 'nobody' } }, 'InvalidParameterValue'],
  ['a key pair', { KeyName: 'mine' }, 'InvalidKeyPair.NotFound'],
  ['another security group', { SecurityGroupIds: ['sg-12345678'] }, 'InvalidGroup.NotFound'],
  ['another subnet', { SubnetId: 'subnet-12345678' }, 'InvalidSubnetID.NotFound'],
  ['another zone', { Placement: { AvailabilityZone: 'eu-west-1a' } }, 'InvalidParameterValue'],
  ['an odd type', { InstanceType: 'huge' as never }, 'InvalidParameterValue'],
  ['fewer at most than at least', { MinCount: 2, MaxCount: 1 }, 'InvalidParameterValue'],
  ['more than there are addresses', { MinCount: 6, MaxCount: 6 }, 'InsufficientFreeAddressesInSubnet'],
  ['user data that is not base64', { UserData: '#!/bin/sh' }, 'InvalidParameterValue'],
  ['a spot market', { InstanceMarketOptions: { MarketType: 'spot' as const } }, 'UnsupportedOperation'],
  [
    'a reserved tag',
    { TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [{ Key: 'aws:x', Value: '' }] }] },
    'InvalidParameterValue',
  ],
])('asking for %s is refused, and nothing is launched', async (_, input, code) => {
  const made = await server()

  await expect(run(made, input)).rejects.toMatchObject({ name: code })

  expect((await made.ec2.send(new DescribeInstancesCommand({}))).Reservations).toEqual([])
})

test('as many as there are addresses are launched when fewer would do', async () => {
  const made = await server()

  const { Instances } = await run(made, { MinCount: 1, MaxCount: 9 })

  expect(Instances).toHaveLength(5)
})

test('a client token launches once, and not with other parameters', async () => {
  const made = await server()

  const first = await run(made, { ClientToken: 'once' })
  const second = await run(made, { ClientToken: 'once' })

  expect(idsOf(second)).toEqual(idsOf(first))
  await expect(run(made, { ClientToken: 'once', MaxCount: 2 })).rejects.toMatchObject({
    name: 'IdempotentParameterMismatch',
  })
})

test('a dry run says that it would have worked, or why not, and does nothing', async () => {
  const made = await server()

  await expect(run(made, { DryRun: true })).rejects.toMatchObject({
    name: 'DryRunOperation',
    $metadata: { httpStatusCode: 412 },
  })
  await expect(run(made, { DryRun: true, ImageId: 'ami-1' })).rejects.toMatchObject({ name: 'InvalidAMIID.NotFound' })

  expect((await made.ec2.send(new DescribeInstancesCommand({}))).Reservations).toEqual([])
})

test('handing a role to an instance needs iam:PassRole on it', async () => {
  const made = await server({
    decide: (_, { action }) =>
      action === 'iam:PassRole' ? { allowed: false, reason: 'implicit-deny' } : { allowed: true, reason: 'allowed' },
  })
  made.profiles.set('web', profileNamed('web'))

  await expect(run(made, { IamInstanceProfile: { Name: 'web' } })).rejects.toMatchObject({
    name: 'UnauthorizedOperation',
    message: expect.stringContaining('iam:PassRole on resource: arn:aws:iam::123456789012:role/web'),
  })
  expect(idsOf(await run(made))).toHaveLength(1)
})

test('user data goes to the first boot when it is a script, and can be read back', async () => {
  const made = await server()
  const script = Buffer.from('#!/bin/sh\necho hi\n').toString('base64')

  const [withScript = ''] = idsOf(await run(made, { UserData: script }))
  const [withText = ''] = idsOf(await run(made, { UserData: Buffer.from('#cloud-config').toString('base64') }))
  await made.untilState(withScript, 'running')
  await made.untilState(withText, 'running')

  expect(made.driver.userData.get(withScript)).toBe('#!/bin/sh\necho hi\n')
  expect(made.driver.userData.get(withText)).toBeUndefined()
})

test('stop, start and terminate go through their states', async () => {
  const made = await server()
  const InstanceIds = idsOf(await run(made))
  const [id = ''] = InstanceIds
  await made.untilState(id, 'running')

  const stopping = await made.ec2.send(new StopInstancesCommand({ InstanceIds }))
  const stopped = await made.untilState(id, 'stopped')
  const starting = await made.ec2.send(new StartInstancesCommand({ InstanceIds }))
  await made.untilState(id, 'running')
  const terminating = await made.ec2.send(new TerminateInstancesCommand({ InstanceIds }))
  const gone = await made.untilState(id, 'terminated')

  expect(stopping.StoppingInstances).toEqual([
    { InstanceId: id, CurrentState: { Code: 64, Name: 'stopping' }, PreviousState: { Code: 16, Name: 'running' } },
  ])
  expect(stopped.StateReason?.Code).toBe('Client.UserInitiatedShutdown')
  expect(starting.StartingInstances?.[0]?.CurrentState?.Name).toBe('pending')
  expect(terminating.TerminatingInstances?.[0]?.CurrentState?.Name).toBe('shutting-down')
  expect(gone.PrivateIpAddress).toBeUndefined()
  expect(made.driver.calls).toEqual([`launch ${id}`, `stop ${id}`, `start ${id}`, `terminate ${id}`])
})

test('an address is free again once its instance is terminated', async () => {
  const made = await server()
  const InstanceIds = idsOf(await run(made))
  await made.ec2.send(new TerminateInstancesCommand({ InstanceIds }))
  await made.untilState(InstanceIds[0] ?? '', 'terminated')

  const { Instances } = await run(made)

  expect(Instances?.[0]?.PrivateIpAddress).toBe('10.9.9.2')
})

test('instances that do not exist or are no ids are named in the refusal', async () => {
  const made = await server()
  const stop = (...InstanceIds: string[]) => made.ec2.send(new StopInstancesCommand({ InstanceIds }))

  await expect(stop('i-0123456789abcdef0')).rejects.toMatchObject({
    name: 'InvalidInstanceID.NotFound',
    message: "The instance ID 'i-0123456789abcdef0' does not exist",
  })
  await expect(stop('i-0123456789abcdef0', 'i-0123456789abcdef1')).rejects.toMatchObject({
    message: "The instance IDs 'i-0123456789abcdef0, i-0123456789abcdef1' do not exist",
  })
  await expect(stop('web-1')).rejects.toMatchObject({
    name: 'InvalidInstanceID.Malformed',
    message: 'Invalid id: "web-1"',
  })
})

test('what cannot be started is refused, and with it the whole call', async () => {
  const made = await server()
  const [one = ''] = idsOf(await run(made))
  const [two = ''] = idsOf(await run(made))
  await made.ec2.send(new TerminateInstancesCommand({ InstanceIds: [one] }))

  const start = made.ec2.send(new StartInstancesCommand({ InstanceIds: [two, one] }))

  await expect(start).rejects.toMatchObject({
    name: 'IncorrectInstanceState',
    message: `The instance '${one}' is not in a state from which it can be started.`,
  })
})

test('filters select, and pages follow one another', async () => {
  const made = await server()
  const web = { ResourceType: 'instance' as const, Tags: [{ Key: 'role', Value: 'web' }] }
  const webs = idsOf(await run(made, { MaxCount: 2, MinCount: 2, TagSpecifications: [web] }))
  await run(made, { InstanceType: 'm5.large' })
  const find = async (Name: string, ...Values: string[]) => {
    const { Reservations = [] } = await made.ec2.send(new DescribeInstancesCommand({ Filters: [{ Name, Values }] }))
    return Reservations.flatMap(idsOf)
  }

  expect(await find('tag:role', 'w?b')).toEqual(webs)
  expect(await find('tag-key', 'role')).toEqual(webs)
  expect(await find('instance-type', 'm5.*')).toHaveLength(1)
  expect(await find('private-ip-address', '10.9.9.2')).toEqual([webs[0]])
  expect(await find('instance-state-name', 'terminated')).toEqual([])
  await expect(find('shoe-size', '43')).rejects.toMatchObject({ message: "The filter 'shoe-size' is invalid" })
})

test('pages end with the last instance, and a token nobody gave out is refused', async () => {
  const made = await server()
  await run(made, { MinCount: 5, MaxCount: 5 })
  const page = (NextToken?: string) => made.ec2.send(new DescribeInstancesCommand({ MaxResults: 5, NextToken }))

  const { Reservations = [], NextToken } = await page()

  expect(Reservations.flatMap(idsOf)).toHaveLength(5)
  expect(NextToken).toBeUndefined()
  await expect(page('invented')).rejects.toMatchObject({ name: 'InvalidParameterValue' })
  await expect(made.ec2.send(new DescribeInstancesCommand({ MaxResults: 2 }))).rejects.toMatchObject({
    message: expect.stringContaining('maxResults'),
  })
})

test('instances of another region are not seen', async () => {
  const made = await server()
  await run(made)
  const { EC2Client } = await import('@aws-sdk/client-ec2')
  const elsewhere = new EC2Client({ ...made.client, region: 'eu-west-1' })
  onTestFinished(() => elsewhere.destroy())

  expect((await elsewhere.send(new DescribeInstancesCommand({}))).Reservations).toEqual([])
})

test('the console is what the driver has of it', async () => {
  const made = await server()
  const [id = ''] = idsOf(await run(made))

  const { Output = '' } = await made.ec2.send(new GetConsoleOutputCommand({ InstanceId: id }))

  expect(Buffer.from(Output, 'base64').toString()).toBe(`console of ${id}`)
})
