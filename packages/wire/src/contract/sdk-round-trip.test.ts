import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { loopback } from '../testing/round-trip.ts'
import { dice, sampleValue } from '../testing/sample-values.ts'
import { CONTRACT_SERVICES, type ContractService } from './clients.ts'

/** Operations that do not make the round trip, and why. An entry that does make it fails the test too. */
const GAPS: Record<string, Record<string, string>> = {
  logs: {
    GetLogObject: 'answers with an event stream, which no operation served here does',
    StartLiveTail: 'answers with an event stream; it is refused',
  },
  s3: {
    SelectObjectContent: 'answers with an event stream, which no operation served here does',
    WriteGetObjectResponse: 'belongs to an address of its own (S3 Object Lambda)',
  },
}

test.each(CONTRACT_SERVICES)(
  'every operation of $name goes from the SDK client through the wire and back',
  { timeout: 120_000 },
  async (service) => {
    const failures = await roundTrips(service)

    const gaps = GAPS[service.name] ?? {}
    expect(Object.keys(failures).sort(), JSON.stringify(failures, undefined, 1)).toEqual(Object.keys(gaps).sort())
  },
)

/** What went wrong, by operation. */
async function roundTrips(service: ContractService): Promise<Record<string, string>> {
  const module = await service.load()
  const loop = loopback(service.protocol, module)
  let sent: unknown
  const client = new module[service.client]({
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1:1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
    forcePathStyle: true,
    requestHandler: loop.handler,
  })
  // What the client's own middleware fills in (idempotency tokens, checksums) belongs to the input that was sent.
  client.middlewareStack.add(
    (next: (args: { input: unknown }) => unknown) => (args: { input: unknown }) => {
      sent = args.input
      return next(args)
    },
    { step: 'serialize', priority: 'low' },
  )

  const failures: Record<string, string> = {}
  for (const operation of loop.model.operations.values()) {
    const roll = dice(7 + operation.name.length)
    const input = adjust(service.name, sampleValue(operation.input, roll) as Record<string, unknown> | undefined)
    const output = adjustOutput((sampleValue(operation.output, roll) ?? {}) as Record<string, unknown>)
    loop.reply = () => output
    try {
      const received = await client.send(new module[`${operation.name}Command`](structuredClone(input)))
      const problems = [
        ...(loop.seen.operation === operation.name ? [] : [`read as ${loop.seen.operation}`]),
        ...differences(plain(sent), plain(loop.seen.input), 'input'),
        ...differences(plain(output), plain(received), 'output'),
      ]
      if (problems.length > 0) failures[operation.name] = problems.slice(0, 3).join('; ')
    } catch (error) {
      failures[operation.name] = String(error)
    }
  }
  return failures
}

/** S3's client acts on some members by itself, and checks others against each other. */
const S3_OWN =
  /SSECustomer|^Checksum|ContentMD5|ContentLength$|^Expires$|ExpectedBucketOwner|CopySourceSSE|^Body$|MpuObjectSize/

function adjust(service: string, input: Record<string, unknown> = {}): Record<string, unknown> {
  if (service !== 's3') return input
  const kept = Object.fromEntries(Object.entries(input).filter(([name]) => !S3_OWN.test(name)))
  if ('Bucket' in kept) kept.Bucket = 'bucket'
  if ('Key' in kept) kept.Key = 'folder/é +1'
  return kept
}

/** The client makes ExpiresString out of the header of Expires. */
function adjustOutput({ ExpiresString: _, ...output }: Record<string, unknown>): Record<string, unknown> {
  return output
}

/** Metadata, streams (tested where streams are), and what the client adds after its input was looked at. */
const NOT_COMPARED = new Set(['$metadata', 'Body', 'AnnotationPayload', 'ExpiresString', 'ChecksumCRC32'])

/** A value as both sides mean it. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([name, item]) => item !== undefined && !NOT_COMPARED.has(name))
  return Object.fromEntries(entries.map(([name, item]) => [name, plain(item)]))
}

function differences(a: unknown, b: unknown, path: string): string[] {
  if (isDeepStrictEqual(a, b)) return []
  if (typeof a === 'object' && typeof b === 'object' && a && b) {
    const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>]
    const names = new Set([...Object.keys(left), ...Object.keys(right)])
    return [...names].flatMap((name) => differences(left[name], right[name], `${path}.${name}`))
  }
  return [`${path}: ${JSON.stringify(a)?.slice(0, 80)} became ${JSON.stringify(b)?.slice(0, 80)}`]
}
