import {
  AssociateIamInstanceProfileCommand,
  DescribeIamInstanceProfileAssociationsCommand,
  DescribeInstanceStatusCommand,
  DisassociateIamInstanceProfileCommand,
  ReplaceIamInstanceProfileAssociationCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import { expect, onTestFinished, test } from 'vitest'
import { ec2Server, profileNamed } from '../../testing.ts'

async function running() {
  const made = await ec2Server()
  onTestFinished(() => made[Symbol.asyncDispose]())
  for (const name of ['web', 'worker']) made.profiles.set(name, profileNamed(name))
  const input = { ImageId: 'ami-towpath', MinCount: 1, MaxCount: 1 }
  const { Instances = [] } = await made.ec2.send(new RunInstancesCommand(input))
  const InstanceId = Instances[0]?.InstanceId ?? ''
  await made.untilState(InstanceId, 'running')
  const associate = (Name = 'web') =>
    made.ec2.send(new AssociateIamInstanceProfileCommand({ InstanceId, IamInstanceProfile: { Name } }))
  const describe = async () =>
    (await made.ec2.send(new DescribeIamInstanceProfileAssociationsCommand({}))).IamInstanceProfileAssociations ?? []
  return { made, InstanceId, associate, describe }
}

test('an instance without a profile says so where instances are described, until it gets one', async () => {
  const { made, InstanceId, associate } = await running()

  const before = await made.untilState(InstanceId, 'running')
  const { InstanceStatuses = [] } = await made.ec2.send(new DescribeInstanceStatusCommand({}))
  await associate()
  const after = await made.untilState(InstanceId, 'running')

  expect(before.StateReason?.Message).toContain('The instance has no instance profile')
  expect(InstanceStatuses[0]).toMatchObject({
    SystemStatus: { Status: 'ok' },
    InstanceStatus: { Status: 'impaired', Details: [{ Name: 'reachability', Status: 'failed' }] },
    Events: [{ Description: expect.stringContaining('aws ec2 associate-iam-instance-profile') }],
  })
  expect(after.StateReason).toBeUndefined()
  expect(after.IamInstanceProfile?.Arn).toBe('arn:aws:iam::123456789012:instance-profile/web')
})

test('the status of an instance is ok once its agent polls, and quotes a refusal', async () => {
  const { made, InstanceId, associate } = await running()
  await associate()
  const arn = `arn:aws:ec2:us-east-1:123456789012:instance/${InstanceId}`
  const status = async () =>
    (await made.ec2.send(new DescribeInstanceStatusCommand({ InstanceIds: [InstanceId] }))).InstanceStatuses?.[0]

  const initializing = await status()
  made.health.set(arn, { lastPollAt: Date.now() + 1_000 })
  const ok = await status()
  made.health.set(arn, { lastRefusalAt: Date.now() + 2_000, lastRefusal: 'the role web may not poll' })
  const refused = await status()

  expect(initializing?.InstanceStatus?.Status).toBe('initializing')
  expect(ok?.InstanceStatus?.Status).toBe('ok')
  expect(refused?.Events?.[0]?.Description).toBe('The agent was refused: the role web may not poll')
})

test('an association is made, listed, replaced under another id, and taken away', async () => {
  const { made, InstanceId, associate, describe } = await running()

  const { IamInstanceProfileAssociation: first } = await associate()
  const listed = await describe()
  const AssociationId = first?.AssociationId
  const replaced = await made.ec2.send(
    new ReplaceIamInstanceProfileAssociationCommand({ AssociationId, IamInstanceProfile: { Name: 'worker' } }),
  )
  const second = replaced.IamInstanceProfileAssociation
  await made.ec2.send(new DisassociateIamInstanceProfileCommand({ AssociationId: second?.AssociationId }))

  expect(first).toMatchObject({ InstanceId, State: 'associating', IamInstanceProfile: { Id: 'AIPAWEB' } })
  expect(listed).toMatchObject([{ AssociationId, State: 'associated' }])
  expect(second?.AssociationId).not.toBe(AssociationId)
  expect(second?.IamInstanceProfile?.Arn).toContain('instance-profile/worker')
  expect(await describe()).toEqual([])
})

test('an instance has one profile at most', async () => {
  const { InstanceId, associate } = await running()
  await associate()

  await expect(associate('worker')).rejects.toMatchObject({
    name: 'IncorrectState',
    message: `There is an existing association for instance ${InstanceId}`,
  })
})

test('a profile or association that does not exist is named in the refusal', async () => {
  const { made, associate } = await running()
  const AssociationId = 'iip-assoc-0123456789abcdef0'

  await expect(associate('nobody')).rejects.toMatchObject({
    name: 'InvalidParameterValue',
    message: 'Value (nobody) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name',
  })
  await expect(made.ec2.send(new DisassociateIamInstanceProfileCommand({ AssociationId }))).rejects.toMatchObject({
    name: 'InvalidAssociationID.NotFound',
  })
})

test('a terminated instance gives its profile back', async () => {
  const { made, InstanceId, associate, describe } = await running()
  await associate()

  await made.ec2.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId] }))

  expect(await describe()).toEqual([])
  await expect(associate()).rejects.toMatchObject({ name: 'IncorrectInstanceState' })
})
