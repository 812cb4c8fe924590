import {
  CreatePipelineCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-codepipeline'
import { expect, test } from 'vitest'
import { type CodepipelineServer, codepipelineServer } from '../testing/codepipeline-server.ts'
import { pipeline } from '../testing/definitions.ts'

const ARN = 'arn:aws:codepipeline:us-east-1:123456789012:web'

async function withPipeline() {
  const server = await codepipelineServer()
  await server.pipelines.send(new CreatePipelineCommand({ pipeline: pipeline(), tags: [{ key: 'a', value: '1' }] }))
  return server
}

const tag = (server: CodepipelineServer, tags: { key: string; value: string }[], resourceArn = ARN) =>
  server.pipelines.send(new TagResourceCommand({ resourceArn, tags }))

test('tags are added, replaced, listed by key and removed', async () => {
  await using server = await withPipeline()

  await tag(server, [
    { key: 'b', value: '2' },
    { key: 'a', value: '3' },
  ])
  await server.pipelines.send(new UntagResourceCommand({ resourceArn: ARN, tagKeys: ['b', 'never-there'] }))
  const { tags } = await server.pipelines.send(new ListTagsForResourceCommand({ resourceArn: ARN, maxResults: 1 }))

  expect(tags).toEqual([{ key: 'a', value: '3' }])
})

test.each<[string, (server: CodepipelineServer) => Promise<unknown>, string]>([
  ['a pipeline that does not exist', (server) => tag(server, [], `${ARN}-2`), 'ResourceNotFoundException'],
  [
    'a pipeline of another region',
    (server) => tag(server, [], ARN.replace('us-east-1', 'eu-west-1')),
    'ResourceNotFoundException',
  ],
  ['an ARN of something else', (server) => tag(server, [], `${ARN}/Source`), 'InvalidArnException'],
  ['no ARN', (server) => tag(server, [], 'web'), 'ValidationException'],
  ['a system tag', (server) => tag(server, [{ key: 'AWS:x', value: '' }]), 'InvalidTagsException'],
  [
    'a tag given twice',
    (server) =>
      tag(server, [
        { key: 'x', value: '1' },
        { key: 'x', value: '2' },
      ]),
    'InvalidTagsException',
  ],
  [
    'more than 50 tags in all',
    (server) =>
      tag(
        server,
        Array.from({ length: 50 }, (_, n) => ({ key: `k${n}`, value: '' })),
      ),
    'TooManyTagsException',
  ],
])('%s is refused', async (_, call, name) => {
  await using server = await withPipeline()

  await expect(call(server)).rejects.toMatchObject({ name })
})
