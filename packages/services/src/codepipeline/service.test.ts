import * as sdk from '@aws-sdk/client-codepipeline'
import { expect, test } from 'vitest'
import * as errors from './errors.ts'
import { codepipelineService } from './service.ts'
import { codepipelineServer } from './testing/codepipeline-server.ts'

const OPERATION = 9

test('every operation of the model is served, once', () => {
  const inModel = Object.values(sdk as Record<string, unknown>)
    .filter((value): value is [number, string, string] => Array.isArray(value) && value[0] === OPERATION)
    .map(([, , name]) => name)

  // Only the table is looked at, so nothing has to be handed in.
  const { operations } = codepipelineService({} as Parameters<typeof codepipelineService>[0])

  expect(inModel).toHaveLength(44)
  expect(operations.map((operation) => operation.name).sort()).toEqual(inModel.sort())
})

test('every error that the room answers with is one that clients know', () => {
  const { quote: _, ...constructors } = errors
  const codes = Object.values(constructors).map((make) => (make as (...values: string[]) => Error)('a', 'b', 'c').name)

  expect(codes.filter((code) => !Object.hasOwn(sdk, code) && code !== 'ValidationException')).toEqual([])
})

test('operations without an output answer with an empty body, those with an empty output with {}', async () => {
  await using server = await codepipelineServer()
  const bodies: string[] = []
  server.pipelines.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      const { headers } = result.response as { headers: Record<string, string> }
      bodies.push(headers['content-length'] ?? '')
      return result
    },
    { step: 'deserialize', priority: 'low' },
  )

  await server.pipelines.send(new sdk.DeletePipelineCommand({ name: 'web' }))
  await server.pipelines.send(new sdk.DeleteWebhookCommand({ name: 'hook' }))

  expect(bodies).toEqual(['0', '2'])
})
