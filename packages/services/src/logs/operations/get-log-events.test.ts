import { GetLogEventsCommand, type GetLogEventsCommandInput } from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LogsServer, logsServer } from '../testing.ts'

let server: LogsServer
const NOW = Date.now() - 60_000

beforeAll(async () => {
  server = await logsServer()
  await server.group('g', 's', 'empty')
  // Two batches whose times interleave: events come in order of time all the same.
  await server.put('g', 's', [NOW, 'e0'], [NOW + 20, 'e2'], [NOW + 40, 'e4'])
  await server.put('g', 's', [NOW + 10, 'e1'], [NOW + 30, 'e3'], [NOW + 50, 'e5'])
})
afterAll(() => server[Symbol.asyncDispose]())

async function read(input: Partial<GetLogEventsCommandInput> = {}) {
  const command = new GetLogEventsCommand({ logGroupName: 'g', logStreamName: 's', ...input })
  const { events = [], nextForwardToken, nextBackwardToken } = await server.logs.send(command)
  return { messages: events.map(({ message }) => message).join(' '), nextForwardToken, nextBackwardToken, events }
}

test.each<[string, Partial<GetLogEventsCommandInput>, string]>([
  ['without anything, all events', {}, 'e0 e1 e2 e3 e4 e5'],
  ['with a limit, the last ones', { limit: 2 }, 'e4 e5'],
  ['with a limit from the head, the first ones', { limit: 2, startFromHead: true }, 'e0 e1'],
  ['from a start time on, which is included', { startTime: NOW + 30 }, 'e3 e4 e5'],
  ['up to an end time, which is not included', { endTime: NOW + 20 }, 'e0 e1'],
  ['in a range, from its end', { startTime: NOW + 10, endTime: NOW + 50, limit: 2 }, 'e3 e4'],
  ['in a range, from its start', { startTime: NOW + 10, endTime: NOW + 50, limit: 2, startFromHead: true }, 'e1 e2'],
  ['in an empty range', { startTime: NOW + 1, endTime: NOW + 2 }, ''],
  ['in a range that ends before it starts', { startTime: NOW + 30, endTime: NOW + 10 }, ''],
  ['far beyond the end of time', { startTime: Number.MAX_SAFE_INTEGER }, ''],
  [
    'with an ARN',
    { logGroupName: undefined, logGroupIdentifier: 'arn:aws:logs:us-east-1:123456789012:log-group:g' },
    'e0 e1 e2 e3 e4 e5',
  ],
])('%s', async (_case, input, expected) => {
  expect((await read(input)).messages).toBe(expected)
})

test('an event tells when it happened and when it came', async () => {
  const { events } = await read({ limit: 1, startFromHead: true })

  expect(events[0]).toEqual({ timestamp: NOW, message: 'e0', ingestionTime: expect.any(Number) })
  expect(events[0]?.ingestionTime).toBeGreaterThan(NOW)
})

test('forward tokens lead to the end, where the token stays the same', async () => {
  const first = await read({ limit: 4, startFromHead: true })
  const second = await read({ limit: 4, startFromHead: true, nextToken: first.nextForwardToken })
  const third = await read({ limit: 4, startFromHead: true, nextToken: second.nextForwardToken })

  expect([first.messages, second.messages, third.messages]).toEqual(['e0 e1 e2 e3', 'e4 e5', ''])
  expect(third.nextForwardToken).toBe(second.nextForwardToken)
})

test('backward tokens lead to the beginning, where the token stays the same', async () => {
  const first = await read({ limit: 4 })
  const second = await read({ limit: 4, nextToken: first.nextBackwardToken })
  const third = await read({ limit: 4, nextToken: second.nextBackwardToken })

  expect([first.messages, second.messages, third.messages]).toEqual(['e2 e3 e4 e5', 'e0 e1', ''])
  expect(third.nextBackwardToken).toBe(second.nextBackwardToken)
})

test('whoever turns round at the end reads the last page again', async () => {
  const end = await read({ nextToken: (await read()).nextForwardToken })

  expect((await read({ limit: 2, nextToken: end.nextBackwardToken })).messages).toBe('e4 e5')
})

test.each([true, false])(
  'an empty stream gives tokens that lead to what comes later (from its head: %s)',
  async (startFromHead) => {
    const logGroupName = `later-${startFromHead}`
    await server.group(logGroupName, 's')
    const before = await read({ logGroupName, startFromHead })

    await server.put(logGroupName, 's', [NOW, 'first'])
    const after = await read({ logGroupName, nextToken: before.nextForwardToken })
    await server.put(logGroupName, 's', [NOW, 'second'])
    const last = await read({ logGroupName, nextToken: after.nextForwardToken })

    expect([before.messages, after.messages, last.messages]).toEqual(['', 'first', 'second'])
  },
)

test.each(['f/1/s', 'x', `g/${'0'.repeat(56)}/s`, `f/${'9'.repeat(56)}/s`])('%s is no token', async (nextToken) => {
  await expect(read({ nextToken })).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'The specified nextToken is invalid.',
  })
})

test.each([
  [{ logGroupName: 'missing' }, 'The specified log group does not exist.'],
  [{ logStreamName: 'missing' }, 'The specified log stream does not exist.'],
])('%j is refused', async (input, message) => {
  await expect(read(input)).rejects.toMatchObject({ name: 'ResourceNotFoundException', message })
})

test('an answer holds at most a megabyte, however many events were asked for', async () => {
  await server.group('large', 's')
  for (let n = 0; n < 3; n++) await server.put('large', 's', ...pieces(n))

  const first = await read({ logGroupName: 'large', startFromHead: true })
  const second = await read({ logGroupName: 'large', nextToken: first.nextForwardToken })

  expect([first.events.length, second.events.length]).toEqual([5, 1])

  function pieces(n: number): [number, string][] {
    return [0, 1].map((part) => [NOW + 2 * n + part, 'x'.repeat(200_000)])
  }
})
