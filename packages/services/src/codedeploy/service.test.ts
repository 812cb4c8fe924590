import * as sdk from '@aws-sdk/client-codedeploy'
import { expect, test } from 'vitest'
import * as errors from './errors.ts'
import { codedeployService } from './service.ts'
import { codedeployServer } from './testing.ts'

const OPERATION = 9

test('every operation of the model is served, once', () => {
  const inModel = Object.values(sdk as Record<string, unknown>)
    .filter((value): value is [number, string, string] => Array.isArray(value) && value[0] === OPERATION)
    .map(([, , name]) => name)

  // Only the table is looked at, so nothing has to be handed in.
  const { operations } = codedeployService({} as Parameters<typeof codedeployService>[0])

  expect(inModel).toHaveLength(47)
  expect(operations.map((operation) => operation.name).sort()).toEqual(inModel.sort())
})

test('every error that the room answers with is one that clients know, and has one constructor', () => {
  const codes = Object.values(errors).map((make) => (make as (...values: string[]) => Error)('a', 'b', 'c').name)

  expect(codes.filter((code) => !Object.hasOwn(sdk, code))).toEqual([])
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([])
})

test('operations without an output answer with an empty body, those with an empty output with {}', async () => {
  await using server = await codedeployServer()
  const bodies: string[] = []
  server.deploy.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      const { headers } = result.response as { headers: Record<string, string> }
      bodies.push(headers['content-length'] ?? '')
      return result
    },
    { step: 'deserialize', priority: 'low' },
  )

  await server.deploy.send(new sdk.DeleteApplicationCommand({ applicationName: 'web' }))
  await server.deploy.send(new sdk.DeleteResourcesByExternalIdCommand({ externalId: 'stack' }))

  expect(bodies).toEqual(['0', '2'])
})
