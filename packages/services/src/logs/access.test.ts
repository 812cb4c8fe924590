import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
  TagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import type { Access } from '@towpath/wire'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type LogsServer, logsServer } from './testing.ts'

let server: LogsServer
let refused: Access[] = []
const GROUP = 'arn:aws:logs:us-east-1:123456789012:log-group:/app'
const stream = { logGroupName: '/app', logStreamName: 'web/1' }

beforeAll(async () => {
  server = await logsServer({
    decide(_principal, access) {
      refused.push(access)
      return { allowed: false, reason: 'implicit-deny' }
    },
  })
})
beforeEach(() => {
  refused = []
})
afterAll(() => server[Symbol.asyncDispose]())

test.each([
  [new CreateLogGroupCommand({ logGroupName: '/app' }), 'logs:CreateLogGroup', `${GROUP}:log-stream:`],
  [new CreateLogStreamCommand(stream), 'logs:CreateLogStream', `${GROUP}:log-stream:web/1`],
  [
    new PutLogEventsCommand({ ...stream, logEvents: [{ timestamp: 1, message: 'm' }] }),
    'logs:PutLogEvents',
    `${GROUP}:log-stream:web/1`,
  ],
  [new GetLogEventsCommand(stream), 'logs:GetLogEvents', `${GROUP}:log-stream:web/1`],
  [new FilterLogEventsCommand({ logGroupIdentifier: GROUP }), 'logs:FilterLogEvents', `${GROUP}:log-stream:`],
  [
    new DescribeLogGroupsCommand({}),
    'logs:DescribeLogGroups',
    'arn:aws:logs:us-east-1:123456789012:log-group::log-stream:',
  ],
  [new TagResourceCommand({ resourceArn: GROUP, tags: { a: 'b' } }), 'logs:TagResource', GROUP],
])(
  '%# nobody may do what is not allowed, and is asked for by its action and resource',
  async (command, action, resource) => {
    await expect(server.logs.send(command as CreateLogGroupCommand)).rejects.toMatchObject({
      name: 'AccessDeniedException',
    })

    expect(refused).toEqual([expect.objectContaining({ action, resource })])
  },
)
