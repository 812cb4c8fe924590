import {
  CreateLogGroupCommand,
  ListTagsForResourceCommand,
  ListTagsLogGroupCommand,
  TagLogGroupCommand,
  TagResourceCommand,
  UntagLogGroupCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LogsServer, logsServer } from '../testing.ts'

let server: LogsServer
const arn = (name: string) => `arn:aws:logs:us-east-1:123456789012:log-group:${name}`

beforeAll(async () => {
  server = await logsServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const tags = async (resourceArn: string) =>
  (await server.logs.send(new ListTagsForResourceCommand({ resourceArn }))).tags

test('tags are given, changed and taken away, by ARN and by name', async () => {
  await server.logs.send(new CreateLogGroupCommand({ logGroupName: 'g', tags: { team: 'a', tier: 'web' } }))

  await server.logs.send(new TagResourceCommand({ resourceArn: arn('g'), tags: { team: 'b' } }))
  await server.logs.send(new TagLogGroupCommand({ logGroupName: 'g', tags: { cost: '1' } }))
  expect(await tags(arn('g'))).toEqual({ cost: '1', team: 'b', tier: 'web' })

  await server.logs.send(new UntagResourceCommand({ resourceArn: arn('g'), tagKeys: ['tier', 'missing'] }))
  await server.logs.send(new UntagLogGroupCommand({ logGroupName: 'g', tags: ['cost'] }))
  expect((await server.logs.send(new ListTagsLogGroupCommand({ logGroupName: 'g' }))).tags).toEqual({ team: 'b' })
})

test('a group has at most 50 tags', async () => {
  const fifty = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`k${n}`, 'v']))
  await server.logs.send(new CreateLogGroupCommand({ logGroupName: 'full', tags: fifty }))
  const send = (more: Record<string, string>) =>
    server.logs.send(new TagResourceCommand({ resourceArn: arn('full'), tags: more }))

  await send({ k1: 'changed' })

  await expect(send({ one: 'more' })).rejects.toMatchObject({ name: 'TooManyTagsException', resourceName: arn('full') })
})

test.each([arn('missing'), 'arn:aws:logs:us-east-1:210987654321:log-group:g', 'arn:aws:s3:::g'])(
  '%s has no tags, because it does not exist',
  async (resourceArn) => {
    await expect(tags(resourceArn)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  },
)
