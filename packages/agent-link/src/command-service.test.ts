import { JsonCodec } from '@aws-sdk/core/protocols'
import { NormalizedSchema } from '@smithy/core/schema'
import { expect, test } from 'vitest'
import * as service from './command-service.ts'
import type { PutHostCommandOutputInput } from './messages.ts'

const codec = new JsonCodec({ timestampFormat: { useTrait: true, default: 7 }, httpBindings: false, jsonName: false })

test('the serialisers of the SDK write and read the schemas', async () => {
  const input: PutHostCommandOutputInput = {
    HostCommandIdentifier: 'hc-1',
    Sequence: 3,
    Entries: [{ Text: 'x\n', Stream: 'stdout', At: new Date(1_700_000_000_500) }],
  }
  const serializer = codec.createSerializer()

  serializer.write(service.PutHostCommandOutputInput$, input)
  const text = String(serializer.flush())

  expect(JSON.parse(text).Entries[0].At).toBe(1_700_000_000.5)
  expect(await codec.createDeserializer().read(service.PutHostCommandOutputInput$, text)).toEqual(input)
})

test('each operation is exported under its own name and its required members come first', () => {
  const operations = Object.entries(service).filter(([, schema]) => Array.isArray(schema) && schema[0] === 9)

  expect(operations.map(([name]) => name).sort()).toEqual([
    'GetDeploymentSpecification$',
    'PollHostCommand$',
    'PostHostCommandUpdate$',
    'PutHostCommandAcknowledgement$',
    'PutHostCommandComplete$',
    'PutHostCommandOutput$',
  ])
  expect(operations.every(([name, schema]) => Array.isArray(schema) && `${schema[2]}$` === name)).toBe(true)
  expect(NormalizedSchema.of(service.PollHostCommandInput$).getMemberSchema('HostIdentifier').isStringSchema()).toBe(
    true,
  )
})

test('extensions are offered and understood in one header', () => {
  expect(service.formatExtensions({ liveOutput: true, longPollSeconds: 20 })).toBe('live-output, long-poll=20')
  expect(service.parseExtensions('live-output, long-poll=20')).toEqual({ liveOutput: true, longPollSeconds: 20 })
  expect(service.parseExtensions('long-poll=x,  other')).toEqual({ liveOutput: false, longPollSeconds: 0 })
  expect(service.parseExtensions(undefined)).toEqual({ liveOutput: false, longPollSeconds: 0 })
})

test.each([
  [undefined, undefined],
  ['wait=20', 20],
  ['respond-async, wait="7"', 7],
  ['handling=lenient; foo, Wait=0', 0],
  ['wait=soon', undefined],
  ['await=20', undefined],
])('of the preferences %j a poll may be held for %j seconds', (header, seconds) => {
  expect(service.parseWait(header)).toBe(seconds)
})
