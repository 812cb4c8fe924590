import {
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  StartLiveTailCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LogsServer, logsServer } from '../testing.ts'

let server: LogsServer
const NOW = Date.now() - 60_000

beforeAll(async () => {
  server = await logsServer()
  await server.group('g', 'web/1', 'web/2', 'db')
  await server.put('g', 'web/1', [NOW, 'w1 GET /a'], [NOW + 20, 'w1 ERROR /b'], [NOW + 40, 'w1 GET /c'])
  await server.put('g', 'db', [NOW + 10, 'db slow'], [NOW + 20, 'db ERROR'])
  await server.put('g', 'web/2', [NOW + 30, 'w2 GET /a'])
})
afterAll(() => server[Symbol.asyncDispose]())

async function filter(input: Partial<FilterLogEventsCommandInput> = {}) {
  return server.logs.send(new FilterLogEventsCommand({ logGroupName: 'g', ...input }))
}
const messages = async (input: Partial<FilterLogEventsCommandInput>) =>
  (await filter(input)).events?.map(({ message }) => message)

test.each<[string, Partial<FilterLogEventsCommandInput>, string[]]>([
  ['a prefix of streams', { logStreamNamePrefix: 'web/' }, ['w1 GET /a', 'w1 ERROR /b', 'w2 GET /a', 'w1 GET /c']],
  ['streams by name', { logStreamNames: ['web/2', 'db'] }, ['db slow', 'db ERROR', 'w2 GET /a']],
  ['a prefix that no stream has', { logStreamNamePrefix: 'x' }, []],
  ['a pattern', { logStreamNames: ['web/1'], filterPattern: 'ERROR' }, ['w1 ERROR /b']],
  [
    'a range of times, both included',
    { startTime: NOW + 10, endTime: NOW + 30, filterPattern: '-w1' },
    ['db slow', 'db ERROR', 'w2 GET /a'],
  ],
  ['a limit', { limit: 2 }, ['w1 GET /a', 'db slow']],
])('%s narrows the events', async (_case, input, expected) => {
  expect(await messages(input)).toEqual(expected)
})

test('events of all streams come in the order of their time, each with its stream and an id of its own', async () => {
  const { events = [], searchedLogStreams, nextToken } = await filter()

  expect(events.map(({ timestamp = 0 }) => timestamp - NOW)).toEqual([0, 10, 20, 20, 30, 40])
  expect(events[0]).toEqual({
    logStreamName: 'web/1',
    timestamp: NOW,
    message: 'w1 GET /a',
    ingestionTime: expect.any(Number),
    eventId: expect.stringMatching(/^\d{56}$/),
  })
  expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(6)
  expect(searchedLogStreams).toEqual([])
  expect(nextToken).toBeUndefined()
})

test('an event keeps its id when it is read again', async () => {
  const [all, one] = await Promise.all([filter(), filter({ logStreamNames: ['web/2'] })])

  expect(all.events).toContainEqual(one.events?.[0])
})

test('pages hold every event once', async () => {
  const all = await messages({})

  const found: (string | undefined)[] = []
  let nextToken: string | undefined
  do {
    const answer = await filter({ limit: 2, nextToken })
    found.push(...(answer.events ?? []).map(({ message }) => message))
    nextToken = answer.nextToken
  } while (nextToken && found.length < 20)

  expect(found).toEqual(all)
})

test('whoever follows as "aws logs tail --follow" does sees each event once', async () => {
  await server.group('live', 's')
  const seen = new Map<string, string>()
  let startTime = NOW
  // It asks again from the time of the latest event on, and passes over the ids that it has seen.
  const look = async () => {
    const { events = [] } = await filter({ logGroupName: 'live', interleaved: true, startTime })
    const fresh = events.filter(({ eventId = '' }) => !seen.has(eventId))
    for (const { eventId = '', message = '' } of fresh) seen.set(eventId, message)
    startTime = events.at(-1)?.timestamp ?? startTime
    return fresh.map(({ message }) => message)
  }

  await server.put('live', 's', [NOW, 'a'], [NOW + 1, 'b'])
  expect(await look()).toEqual(['a', 'b'])
  await server.put('live', 's', [NOW + 1, 'c'], [NOW + 2, 'd'])
  expect(await look()).toEqual(['c', 'd'])
  expect(await look()).toEqual([])
})

test('many streams of one prefix are read together, without those of others', async () => {
  const names = Array.from({ length: 45 }, (_, n) => `d-1/${n}`)
  await server.group('many', 'd-0/x', 'd-2/x', ...names)
  for (const name of ['d-0/x', ...names, 'd-2/x']) await server.put('many', name, [NOW, name])

  const byPrefix = await messages({ logGroupName: 'many', logStreamNamePrefix: 'd-1/' })
  const byName = await messages({ logGroupName: 'many', logStreamNames: names })

  expect(byPrefix?.toSorted()).toEqual(names.toSorted())
  expect(byName?.toSorted()).toEqual(names.toSorted())
})

test.each<[string, Partial<FilterLogEventsCommandInput>, string]>([
  ['names and a prefix', { logStreamNames: ['db'], logStreamNamePrefix: 'd' }, 'InvalidParameterException'],
  ['a pattern that cannot be read', { filterPattern: '{ $.a = }' }, 'InvalidParameterException'],
  ['a token of somebody else', { nextToken: 'Bxkq6kVGFtq2y_Moigeqscw' }, 'InvalidParameterException'],
  ['a missing group', { logGroupName: 'missing' }, 'ResourceNotFoundException'],
  ['a missing stream', { logStreamNames: ['db', 'missing'] }, 'ResourceNotFoundException'],
])('%s: refused', async (_case, input, name) => {
  await expect(filter(input)).rejects.toMatchObject({ name })
})

test('a live tail session is refused with what to use instead', async () => {
  const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs')
  // The SDK would put "streaming-" before the host.
  const client = new CloudWatchLogsClient({ ...server.client, disableHostPrefix: true })

  const refused = client.send(new StartLiveTailCommand({ logGroupIdentifiers: ['g'] }))

  await expect(refused).rejects.toMatchObject({
    name: 'InvalidOperationException',
    message: expect.stringContaining('aws logs tail'),
  })
  client.destroy()
})
