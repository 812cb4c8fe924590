import {
  GetLogEventsCommand,
  type InputLogEvent,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LogsServer, logsServer } from '../testing.ts'

let server: LogsServer
let streams = 0
const DAY = 24 * 60 * 60 * 1000

beforeAll(async () => {
  server = await logsServer()
})
afterAll(() => server[Symbol.asyncDispose]())

async function put(logEvents: InputLogEvent[], retentionInDays?: number) {
  const logGroupName = `g${++streams}`
  await server.group(logGroupName, 's')
  if (retentionInDays) await server.logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }))
  const answer = await server.logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: 's', logEvents }))
  const read = { logGroupName, logStreamName: 's', startFromHead: true }
  const { events } = await server.logs.send(new GetLogEventsCommand(read))
  return { answer, messages: events?.map(({ message }) => message) }
}

const event = (timestamp: number, message = 'm') => ({ timestamp, message })

test('what was put can be read, character by character', async () => {
  const now = Date.now()
  const texts = [
    'plain',
    ' two\nlines\n',
    'tab\t and \u0000 and \u001b[31mred',
    'ü 🔑 \ud800',
    '"quoted" \\n',
    '{"json":[1]}',
  ]

  const { answer, messages } = await put(texts.map((text) => event(now, text)))

  expect(messages).toEqual(texts)
  expect(answer.nextSequenceToken).toMatch(/^\d{56}$/)
  expect(answer.rejectedLogEventsInfo).toBeUndefined()
})

test('any sequence token is taken', async () => {
  const name = { logGroupName: 'tokens', logStreamName: 's' }
  await server.group('tokens', 's')
  const command = new PutLogEventsCommand({ ...name, logEvents: [event(Date.now())], sequenceToken: 'anything' })

  await server.logs.send(command)
  await server.logs.send(command)
})

test('events that are too old, too new or expired are left out, and told by their place', async () => {
  const now = Date.now()

  const old = await put([
    event(now - 14 * DAY - 2, 'a'),
    event(now - 14 * DAY - 1, 'b'),
    event(now - 14 * DAY + 60_000, 'c'),
  ])
  const young = await put([event(now, 'a'), event(now + 3 * 3_600_000, 'b'), event(now + 3 * 3_600_000, 'c')])
  const expired = await put([event(now - 1.5 * DAY, 'a'), event(now - 0.6 * DAY, 'b')], 1)

  expect(old).toMatchObject({ answer: { rejectedLogEventsInfo: { tooOldLogEventEndIndex: 2 } } })
  expect(old.messages).toEqual(['c'])
  expect(young).toMatchObject({ answer: { rejectedLogEventsInfo: { tooNewLogEventStartIndex: 1 } } })
  expect(young.messages).toEqual(['a'])
  expect(expired).toMatchObject({ answer: { rejectedLogEventsInfo: { expiredLogEventEndIndex: 1 } } })
  expect(expired.messages).toEqual(['b'])
})

test('a batch may hold 10,000 events or one megabyte', async () => {
  const now = Date.now()
  const many = Array.from({ length: 10_000 }, (_, n) => event(now - 10_000 + n, `line ${n}`))
  const large = Array.from({ length: 4 }, (_, n) => event(now, String(n).repeat(262_144 - 26)))

  expect((await put(many)).messages).toEqual(many.map(({ message }) => message))
  expect((await put(large)).messages?.map((message) => message?.length)).toEqual([262_118, 262_118, 262_118, 262_118])
})

const now = Date.now()
test.each<[string, InputLogEvent[], RegExp]>([
  ['no events', [], /at 'logEvents' failed to satisfy constraint: Member must have length greater than or equal to 1/],
  ['10,001 events', Array.from({ length: 10_001 }, () => event(now)), /less than or equal to 10000/],
  [
    'an event of 256 KiB and a byte',
    [event(now, 'x'.repeat(262_144 - 25))],
    /^Log event too large: 262145 bytes exceeds limit of 262144$/,
  ],
  [
    'more than a megabyte',
    Array.from({ length: 5 }, () => event(now, 'x'.repeat(250_000))),
    /^Upload too large: 1250130 bytes exceeds limit of 1048576$/,
  ],
  [
    'more than a megabyte in UTF-8',
    Array.from({ length: 5 }, () => event(now, 'ü'.repeat(125_000))),
    /^Upload too large/,
  ],
  ['events out of order', [event(now), event(now - 1)], /must be in chronological order\.$/],
  ['events of 25 hours', [event(now - 25 * 3_600_000), event(now)], /cannot span more than 24 hours\.$/],
  ['an empty message', [event(now, '')], /at 'logEvents\.1\.member\.message'/],
])('%s is refused with InvalidParameterException', async (_case, logEvents, message) => {
  await expect(put(logEvents)).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringMatching(message),
  })
})

test('a missing group is told before a missing stream', async () => {
  await server.group('no-stream')
  const send = (logGroupName: string) =>
    server.logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: 's', logEvents: [event(now)] }))

  await expect(send('missing')).rejects.toMatchObject({ message: 'The specified log group does not exist.' })
  await expect(send('no-stream')).rejects.toMatchObject({ message: 'The specified log stream does not exist.' })
})
