import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeTagsCommand,
  RunInstancesCommand,
  type Tag,
} from '@aws-sdk/client-ec2'
import { expect, onTestFinished, test } from 'vitest'
import { ec2Server } from '../../testing.ts'

async function instance() {
  const made = await ec2Server()
  onTestFinished(() => made[Symbol.asyncDispose]())
  const input = { ImageId: 'ami-towpath', MinCount: 1, MaxCount: 1 }
  const { Instances = [] } = await made.ec2.send(new RunInstancesCommand(input))
  const id = Instances[0]?.InstanceId ?? ''
  const set = (Tags: Tag[], Resources = [id]) => made.ec2.send(new CreateTagsCommand({ Resources, Tags }))
  const remove = (Tags?: Tag[]) => made.ec2.send(new DeleteTagsCommand({ Resources: [id], Tags }))
  const tags = async () => {
    const { Tags = [] } = await made.ec2.send(new DescribeTagsCommand({}))
    return Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]))
  }
  return { made, id, set, remove, tags }
}

test('a tag is set, changed by setting it again, and empty without a value', async () => {
  const { set, tags } = await instance()

  await set([{ Key: 'a', Value: '1' }, { Key: 'b' }])
  await set([{ Key: 'a', Value: '2' }])

  expect(await tags()).toEqual({ a: '2', b: '' })
})

test('a tag is deleted by key, by key and value only with that value, and without tags all are', async () => {
  const { set, remove, tags } = await instance()
  await set(['a', 'b', 'c', 'd'].map((Key) => ({ Key, Value: '1' })))

  await remove([{ Key: 'a' }])
  await remove([{ Key: 'b', Value: 'other' }])
  await remove([{ Key: 'c', Value: '1' }])
  const left = await tags()
  await remove()

  expect(left).toEqual({ b: '1', d: '1' })
  expect(await tags()).toEqual({})
})

test('tags are found by key, value and resource', async () => {
  const { made, id, set } = await instance()
  await set([
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: '2' },
  ])
  const find = async (Name: string, value: string) => {
    const { Tags = [] } = await made.ec2.send(new DescribeTagsCommand({ Filters: [{ Name, Values: [value] }] }))
    return Tags.map(({ Key }) => Key)
  }

  expect(await find('key', 'a')).toEqual(['a'])
  expect(await find('value', '2')).toEqual(['b'])
  expect(await find('resource-id', id)).toEqual(['a', 'b'])
  expect(await find('resource-type', 'volume')).toEqual([])
})

test.each([
  ['a reserved key', [{ Key: 'aws:x' }], 'InvalidParameterValue'],
  ['a key that is too long', [{ Key: 'x'.repeat(129) }], 'InvalidParameterValue'],
  ['a value that is too long', [{ Key: 'x', Value: 'x'.repeat(257) }], 'InvalidParameterValue'],
  ['the same key twice', [{ Key: 'x' }, { Key: 'x' }], 'InvalidParameterValue'],
  ['fifty-one tags', Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}` })), 'TagLimitExceeded'],
])('%s is refused, and nothing is set', async (_, given, code) => {
  const { set, tags } = await instance()

  await expect(set(given)).rejects.toMatchObject({ name: code })

  expect(await tags()).toEqual({})
})

test('only instances that exist take tags', async () => {
  const { set } = await instance()

  await expect(set([{ Key: 'x' }], ['vol-12345678'])).rejects.toMatchObject({ name: 'InvalidID' })
  await expect(set([{ Key: 'x' }], ['i-12345678'])).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' })
})
