import {
  CodeDeployClient,
  CreateApplicationCommand,
  type CreateApplicationCommandInput,
} from '@aws-sdk/client-codedeploy'
import { ServiceError } from '@towpath/base'
import { expect, test } from 'vitest'
import { operation, type RequestContext } from '../operation.ts'
import { codedeployEntry } from '../testing/fake-entries.ts'
import { ROOT, type WireServer, wireServer } from '../testing/wire-server.ts'

const waits = (run: (ctx: RequestContext) => Promise<object>) =>
  codedeployEntry(
    operation('CreateApplication', {
      kind: 'manual',
      access: () => [],
      run: (_input: CreateApplicationCommandInput, ctx) => run(ctx),
    }),
  )

const create = ({ client }: WireServer) =>
  new CodeDeployClient(client).send(new CreateApplicationCommand({ applicationName: 'web' }))

test('an answer that was preceded by signs of life is what it would have been without', async () => {
  await using server = await wireServer([
    waits(async (ctx) => {
      ctx.waiting.signOfLife()
      ctx.waiting.signOfLife()
      return { applicationId: 'a' }
    }),
  ])

  const answer = await create(server)

  expect(answer).toMatchObject({ applicationId: 'a', $metadata: { httpStatusCode: 200 } })
  expect(answer.$metadata.requestId).toBe(server.audit[0]?.requestId)
})

test('an error after a sign of life cuts the connection: nobody takes it for an answer', async () => {
  await using server = await wireServer([
    waits(async (ctx) => {
      ctx.waiting.signOfLife()
      throw new ServiceError('ApplicationAlreadyExistsException', 'web')
    }),
  ])

  const failure = await create(server).catch((error: unknown) => error)

  expect(failure).toMatchObject({ code: 'ECONNRESET' })
  expect(server.audit[0]).toMatchObject({ errorCode: 'ApplicationAlreadyExistsException' })
})

test('a caller whose key is taken away while it waits is refused as it would be if it began now', async () => {
  const { promise: waiting, resolve: begin } = Promise.withResolvers<void>()
  const { promise: over, resolve: end } = Promise.withResolvers<void>()
  const keys = new Map([[ROOT.accessKeyId, ROOT]])
  await using server = await wireServer(
    [
      waits(async (ctx) => {
        await ctx.waiting.confirmCaller()
        begin()
        await over
        await ctx.waiting.confirmCaller()
        return {}
      }),
    ],
    { isKnown: (accessKeyId) => keys.has(accessKeyId) },
  )
  const answer = create(server).catch((error: unknown) => error)

  await waiting
  keys.clear()
  end()

  expect(await answer).toMatchObject({ name: 'UnrecognizedClientException' })
  expect(server.audit[0]).toMatchObject({ outcome: 'refused' })
})
