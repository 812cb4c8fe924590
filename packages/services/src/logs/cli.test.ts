import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { aws } from '@towpath/testkit/aws.ts'
import { awsCli } from '@towpath/testkit/tools.ts'
import { ROOT } from '@towpath/wire/testing/wire-server.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LogsServer, logsServer } from './testing.ts'

const cli = awsCli()

describe.skipIf(cli.missing)('the aws command line', () => {
  let server: LogsServer
  let run: ReturnType<typeof aws>
  let environment: Record<string, string>
  let endpoint: string[]

  beforeAll(async () => {
    server = await logsServer()
    environment = {
      AWS_ACCESS_KEY_ID: ROOT.accessKeyId,
      AWS_SECRET_ACCESS_KEY: ROOT.secretAccessKey,
      AWS_DEFAULT_REGION: 'us-east-1',
    }
    const plain = aws(environment)
    // Version 2 knows AWS_ENDPOINT_URL since 2.13 only; Debian 12 has 2.9.
    endpoint = ['--endpoint-url', server.endpoint]
    run = Object.assign((...args: string[]) => plain(...endpoint, ...args), {
      failing: (...args: string[]) => plain.failing(...endpoint, ...args),
    })
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test('makes a group and a stream, writes to it, reads and filters it', async () => {
    const now = Date.now()
    const place = ['--log-group-name', '/app', '--log-stream-name', 'web/1']
    await run('logs', 'create-log-group', '--log-group-name', '/app')
    await run('logs', 'create-log-stream', ...place)
    await run(
      'logs',
      'put-log-events',
      ...place,
      '--log-events',
      `timestamp=${now},message=started`,
      `timestamp=${now},message=ERROR`,
    )

    const read = await run('logs', 'get-log-events', ...place, '--query', 'events[].message')
    const filter = ['logs', 'filter-log-events', '--log-group-name', '/app', '--query', 'events[].message']
    const found = await run(...filter, '--filter-pattern', 'ERROR')
    const missing = await run.failing('logs', 'filter-log-events', '--log-group-name', 'missing')

    expect(read).toEqual(['started', 'ERROR'])
    expect(found).toEqual(['ERROR'])
    expect(missing).toContain(
      '(ResourceNotFoundException) when calling the FilterLogEvents operation: The specified log group does not exist.',
    )
  })

  // Version 1 of the aws CLI has no such command; api tests make the same calls as version 2 does.
  const tailing = cli.missing || versionOf('aws') >= 2 ? test : undefined
  tailing?.('follows a group as it is written', async () => {
    await server.group('/live', 's')
    await server.put('/live', 's', [Date.now(), 'before'])
    const env = { ...process.env, ...environment, AWS_PAGER: '' }
    const tail = spawn('aws', [...endpoint, 'logs', 'tail', '/live', '--follow', '--format', 'short'], { env })
    try {
      const lines = linesOf(tail)
      expect(await lines.next()).toMatch(/before$/)
      await server.put('/live', 's', [Date.now(), 'after'])
      expect(await lines.next()).toMatch(/after$/)
    } finally {
      tail.kill('SIGINT')
    }
  })
})

function versionOf(command: string): number {
  return Number(/aws-cli\/(\d+)/.exec(execFileSync(command, ['--version'], { encoding: 'utf8' }))?.[1])
}

function linesOf(child: ChildProcess) {
  if (!child.stdout) throw new Error('The process has no output')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return { next: async () => String((await lines.next()).value) }
}
