import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { ServiceError } from '@towpath/base'
import { expect, test } from 'vitest'
import { codecFor } from '../protocols/index.ts'
import type { Answer } from '../protocols/protocol.ts'
import { readModel, type ServiceModel } from '../schema/model.ts'
import type { Shape } from '../schema/shape.ts'
import { wireRequest } from '../testing/round-trip.ts'
import { dice, sampleValue } from '../testing/sample-values.ts'
import { CONTRACT_SERVICES, type ContractService } from './clients.ts'

const SCRIPT = join(import.meta.dirname, 'botocore_check.py')
const present = spawnSync('python3', ['-c', 'import botocore']).status === 0
if (!present) console.error('python3 with botocore is not here: its side of the wire is not tested')
/** In CI a missing botocore is a failure. */
const check = test.skipIf(!present && process.env.CI !== 'true')

/** Operations on which botocore and the SDK's schemas disagree, and why. */
const REQUEST_GAPS: Record<string, string> = {
  's3.GetBucketLifecycle': 'superseded; the SDK has left it out',
  's3.GetBucketNotification': 'superseded; the SDK has left it out',
  's3.GetObjectAttributes': 'PartNumberMarker is a number to botocore and text to the SDK',
  's3.ListDirectoryBuckets': 'the address of ListBuckets, at a host of its own',
  's3.ListParts': 'PartNumberMarker is a number to botocore and text to the SDK',
  's3.PutBucketLifecycle': 'superseded; the SDK has left it out',
  's3.PutBucketNotification': 'superseded; the SDK has left it out',
  's3.WriteGetObjectResponse': 'belongs to an address of its own (S3 Object Lambda)',
}

const ANSWER_GAPS: Record<string, string> = {
  's3.GetBucketLocation': 'botocore reads it after its parser, where this check does not look',
  's3.GetObjectAttributes': 'PartNumberMarker is a number to botocore and text to the SDK',
  's3.ListParts': 'PartNumberMarker is a number to botocore and text to the SDK',
}

check('every request that botocore makes is read as what it says', { timeout: 120_000 }, async () => {
  const failures: Record<string, string> = {}
  const lines = python(['requests', ...CONTRACT_SERVICES.map(({ name }) => name)])
  const services = await loaded()

  for (const made of lines) {
    const { service, model } = services.get(String(made.service)) ?? fail(`no service ${made.service}`)
    const problem = await readBack(service, model, made)
    if (problem !== undefined) failures[`${service.name}.${made.operation}`] = problem
  }

  expect(lines.length).toBeGreaterThan(500)
  expect(Object.keys(failures).sort(), JSON.stringify(failures, undefined, 1)).toEqual(Object.keys(REQUEST_GAPS).sort())
})

check('every answer is parsed by botocore as what it says', { timeout: 120_000 }, async () => {
  const answers: object[] = []
  for (const { service, model } of (await loaded()).values()) {
    for (const operation of model.operations.values()) {
      const output = (sampleValue(operation.output, dice(11 + operation.name.length)) ?? {}) as Record<string, unknown>
      // The SDK's own reading of the header of Expires.
      delete output.ExpiresString
      const answer = codecFor(service.protocol).write(operation, output, { requestId: 'request-1' })
      answers.push(line(service, operation.name, answer, plain(output)))
    }
  }

  const checked = python(['answers'], answers)

  expect(checked.length).toBeGreaterThan(500)
  const failures = checked.filter(({ problems }) => (problems as string[]).length > 0)
  const names = failures.map(({ service, operation }) => `${service}.${operation}`)
  expect(names.sort(), JSON.stringify(failures)).toEqual(Object.keys(ANSWER_GAPS).sort())
})

check('every error is parsed by botocore as what it says', async () => {
  const answers: object[] = []
  for (const { service, model } of (await loaded()).values()) {
    const [operation] = model.operations.keys()
    const codes = [...model.errors.keys(), 'AccessDenied', 'Throttling.Other']
    for (const code of codes) {
      const error = new ServiceError(code, `What <is> wrong with "é"`)
      const answer = codecFor(service.protocol).fail(error, { requestId: 'request-1' }, model)
      answers.push(line(service, operation ?? '', answer, wantedError(service, answer, error)))
    }
  }

  const checked = python(['answers'], answers)

  expect(checked.length).toBe(answers.length)
  expect(checked.filter(({ problems }) => (problems as string[]).length > 0)).toEqual([])
})

type Line = Record<string, unknown>

function python(args: string[], input: object[] = []): Line[] {
  const { status, stdout, stderr } = spawnSync('python3', [SCRIPT, ...args], {
    input: input.map((each) => `${JSON.stringify(each)}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  })
  if (status !== 0) throw new Error(`botocore_check.py ended with ${status}: ${stderr}`)
  return stdout
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text))
}

async function loaded(): Promise<Map<string, { service: ContractService; model: ServiceModel }>> {
  const services = CONTRACT_SERVICES.map(
    async (service) => [service.name, { service, model: readModel(await service.load()) }] as const,
  )
  return new Map(await Promise.all(services))
}

/** What is wrong with how a request was read; nothing for operations that only this botocore knows. */
async function readBack(service: ContractService, model: ServiceModel, made: Line): Promise<string | undefined> {
  const codec = codecFor(service.protocol)
  const [path = '', search] = String(made.path).split('?')
  const request = wireRequest({
    method: String(made.method),
    path,
    query: { ...Object.fromEntries(new URLSearchParams(search)), ...(made.query as Record<string, string>) },
    headers: made.headers as Record<string, string>,
    body: Buffer.from(String(made.body), 'base64'),
  })
  const target = await codec.find(request, model)
  const operation = model.operations.get(target?.operation ?? '')
  if (!target || !operation || operation.name !== made.operation) return `read as ${target?.operation}`
  const input = plain(await codec.read(operation, request, target))
  const want = known(operation.input, made.want)
  return isDeepStrictEqual(input, want) ? undefined : `${JSON.stringify(input)} instead of ${JSON.stringify(want)}`
}

/** What is wanted, without members that only this botocore knows and without streams. */
function known(shape: Shape, want: unknown): unknown {
  if (shape.kind === 'structure') {
    const members = shape.members.filter(
      (member) => Object.hasOwn(want as object, member.name) && !isStream(member.name),
    )
    return Object.fromEntries(members.map(({ name, shape: of }) => [name, known(of, (want as Line)[name])]))
  }
  if (shape.kind === 'list') return (want as unknown[]).map((item) => known(shape.item.shape, item))
  if (shape.kind === 'map') {
    return Object.fromEntries(
      Object.entries(want as object).map(([key, item]) => [key, known(shape.value.shape, item)]),
    )
  }
  return want
}

function isStream(name: string): boolean {
  return name === 'Body' || name === 'AnnotationPayload'
}

/** As botocore_check.py writes values. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([name, item]) => item !== undefined && !isStream(name))
  return Object.fromEntries(entries.map(([name, item]) => [name, plain(item)]))
}

function line(service: ContractService, operation: string, answer: Answer, want: unknown): object {
  const { status, headers } = answer
  const body = Buffer.from(answer.body as string).toString('base64')
  return { service: service.name, operation, status, headers, body, want }
}

/** botocore adds the type that the query protocol has. */
function wantedError(service: ContractService, answer: Answer, error: ServiceError): object {
  const type = service.protocol === 'awsQuery' ? { Type: answer.status >= 500 ? 'Receiver' : 'Sender' } : {}
  return { Code: error.code, Message: error.message, ...type }
}

function fail(message: string): never {
  throw new Error(message)
}
