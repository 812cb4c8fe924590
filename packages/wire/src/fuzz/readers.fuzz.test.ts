import { ServiceError } from '@towpath/base'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CONTRACT_SERVICES, type ContractService } from '../contract/clients.ts'
import { codecFor } from '../protocols/index.ts'
import type { WireRequest } from '../protocols/protocol.ts'
import { type OperationModel, readModel } from '../schema/model.ts'
import { wireRequest } from '../testing/round-trip.ts'
import { dice, sampleValue } from '../testing/sample-values.ts'
import { readConstraints } from '../validation/constraints.ts'
import { validate } from '../validation/validate.ts'

const RUNS = 400

describe.each(CONTRACT_SERVICES)('whatever $name is sent is read or refused', (service) => {
  test('random bodies', { timeout: 60_000 }, async () => {
    const { operations, attempt } = await reader(service)

    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...operations), bodies(service), async (operation, body) => {
        expect(await attempt(operation, body)).toBeOneOf(['read', 'refused'])
      }),
      { numRuns: RUNS },
    )
  })

  test('good bodies with something broken', { timeout: 60_000 }, async () => {
    const { operations, attempt } = await reader(service)

    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...operations), fc.nat(), damages, async (operation, seed, damage) => {
        const good = goodBody(service, operation, seed)
        expect(await attempt(operation, damage(good))).toBeOneOf(['read', 'refused'])
      }),
      { numRuns: RUNS },
    )
  })
})

type Outcome = 'read' | 'refused' | unknown

async function reader(service: ContractService) {
  const codec = codecFor(service.protocol)
  const model = readModel(await service.load())
  const attempt = async (operation: OperationModel, body: string): Promise<Outcome> => {
    try {
      const request = requestFor(service, operation, body)
      const target = (await codec.find(request, model)) ?? { operation: operation.name }
      const input = await codec.read(operation, request, target)
      validate(operation.input, input, readConstraints(undefined))
      return 'read'
    } catch (error) {
      return error instanceof ServiceError && error.status < 500 ? 'refused' : error
    }
  }
  return { operations: [...model.operations.values()], attempt }
}

function requestFor(service: ContractService, operation: OperationModel, body: string): WireRequest {
  const [path = '/', search = ''] = operation.http?.uri.replace('{Key+}', 'bucket/key').split('?') ?? []
  return wireRequest({
    method: operation.http?.method ?? 'POST',
    path,
    query: Object.fromEntries(new URLSearchParams(search)),
    headers:
      service.protocol === 'restXml' ? fuzzedHeaders(operation, body) : { 'x-amz-target': `X.${operation.name}` },
    body,
  })
}

/** Every header that the operation reads, with parts of the body as its value. */
function fuzzedHeaders({ input }: OperationModel, body: string): Record<string, string> {
  if (input.kind !== 'structure') return {}
  const names = input.members.flatMap((member) => member.traits.httpHeader ?? [])
  return Object.fromEntries(names.map((name, index) => [name, body.slice(index, index + 12)]))
}

function goodBody(service: ContractService, operation: OperationModel, seed: number): string {
  const value = sampleValue(operation.input, dice(seed)) ?? {}
  if (service.protocol === 'restXml') return `<a>${xmlOf(value)}</a>`
  if (service.protocol.startsWith('awsJson')) return JSON.stringify(value)
  return `Action=${operation.name}&Version=1&${formOf(value, '')}`
}

function formOf(value: unknown, path: string): string {
  if (typeof value !== 'object' || value === null) return `${path}=${encodeURIComponent(String(value))}`
  const entries = Array.isArray(value)
    ? value.map((item, index) => [`member.${index + 1}`, item])
    : Object.entries(value)
  return entries.map(([name, item]) => formOf(item, path === '' ? name : `${path}.${name}`)).join('&')
}

function xmlOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value).replace(/[<&]/g, '')
  return Object.entries(value)
    .map(([name, item]) => `<${name}>${xmlOf(item)}</${name}>`)
    .join('')
}

function bodies(service: ContractService): fc.Arbitrary<string> {
  const odd = fc.constantFrom(
    '',
    '{',
    'null',
    '[]',
    '"a"',
    '1e999',
    '{"__proto__":{"x":1}}',
    '<a',
    '<a>&#0;</a>',
    '\0',
    'a=%',
  )
  if (service.protocol.startsWith('awsJson')) return fc.oneof(odd, fc.json(), fc.string())
  if (service.protocol === 'restXml') return fc.oneof(odd, fc.string(), markup)
  return fc.oneof(odd, fc.webQueryParameters(), fc.string())
}

const markup = fc
  .array(fc.constantFrom('<a>', '</a>', '<a/>', '<![CDATA[', ']]>', '<!--', '-->', '&lt;', '&x;', 'a', ' b="c"'))
  .map((parts) => parts.join(''))

/** Ways to break a body: leave something out, put something in, say something twice, change a type. */
const damages: fc.Arbitrary<(good: string) => string> = fc.oneof(
  fc.tuple(fc.nat(), fc.nat(20)).map(([at, length]) => (good: string) => {
    const start = at % (good.length + 1)
    return good.slice(0, start) + good.slice(start + length)
  }),
  fc.tuple(fc.nat(), fc.string()).map(([at, text]) => (good: string) => {
    const start = at % (good.length + 1)
    return good.slice(0, start) + text + good.slice(start)
  }),
  fc.nat().map((at) => (good: string) => good + good.slice(at % (good.length + 1))),
  fc.constantFrom('null', '1', '"x"', '[]', '{}', '-1e400', 'true').map((other) => (good: string) => {
    return good.replace(/"[^"]*"|\d+/, other)
  }),
)
