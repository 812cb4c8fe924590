import {
  DescribeInstanceAttributeCommand,
  ModifyInstanceAttributeCommand,
  ModifyInstanceMetadataOptionsCommand,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import { expect, onTestFinished, test } from 'vitest'
import { ec2Server } from '../../testing.ts'

async function running() {
  const made = await ec2Server()
  onTestFinished(() => made[Symbol.asyncDispose]())
  const input = { ImageId: 'ami-towpath', MinCount: 1, MaxCount: 1 }
  const { Instances = [] } = await made.ec2.send(new RunInstancesCommand(input))
  const InstanceId = Instances[0]?.InstanceId ?? ''
  await made.untilState(InstanceId, 'running')
  return { made, InstanceId }
}

test('a protected instance is not terminated until the protection is taken off', async () => {
  const { made, InstanceId } = await running()
  const protect = (Value: boolean) =>
    made.ec2.send(new ModifyInstanceAttributeCommand({ InstanceId, DisableApiTermination: { Value } }))
  const terminate = () => made.ec2.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId] }))

  await protect(true)
  const refused = terminate()

  await expect(refused).rejects.toMatchObject({
    name: 'OperationNotPermitted',
    message: expect.stringContaining("Modify its 'disableApiTermination' instance attribute"),
  })
  await protect(false)
  await terminate()
})

test('user data changes only while the instance is stopped, and is read back as base64', async () => {
  const { made, InstanceId } = await running()
  const UserData = { Value: Buffer.from('#!/bin/sh\n') }
  const change = () => made.ec2.send(new ModifyInstanceAttributeCommand({ InstanceId, UserData }))

  await expect(change()).rejects.toMatchObject({ name: 'IncorrectInstanceState' })
  await made.ec2.send(new StopInstancesCommand({ InstanceIds: [InstanceId] }))
  await made.untilState(InstanceId, 'stopped')
  await change()

  const answer = await made.ec2.send(new DescribeInstanceAttributeCommand({ InstanceId, Attribute: 'userData' }))
  expect(Buffer.from(answer.UserData?.Value ?? '', 'base64').toString()).toBe('#!/bin/sh\n')
})

test('what cannot be changed is refused by name', async () => {
  const { made, InstanceId } = await running()

  await expect(
    made.ec2.send(new ModifyInstanceAttributeCommand({ InstanceId, EbsOptimized: { Value: true } })),
  ).rejects.toMatchObject({ name: 'UnsupportedOperation', message: expect.stringContaining('EbsOptimized') })
  await expect(made.ec2.send(new ModifyInstanceAttributeCommand({ InstanceId }))).rejects.toMatchObject({
    name: 'InvalidParameterCombination',
  })
})

test('the first version of the metadata service can be allowed', async () => {
  const { made, InstanceId } = await running()

  const before = await made.untilState(InstanceId, 'running')
  await made.ec2.send(new ModifyInstanceMetadataOptionsCommand({ InstanceId, HttpTokens: 'optional' }))
  const after = await made.untilState(InstanceId, 'running')

  expect([before.MetadataOptions?.HttpTokens, after.MetadataOptions?.HttpTokens]).toEqual(['required', 'optional'])
})
