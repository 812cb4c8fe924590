import { PassThrough } from 'node:stream'
import { type LogServer, logServer } from '@towpath/testkit/log-server.ts'
import { until } from '@towpath/testkit/until.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EXIT } from '../command.ts'
import { runProgram } from '../program.ts'

let server: LogServer

beforeAll(async () => {
  server = await logServer()
})
afterAll(() => server[Symbol.asyncDispose]())

/** The command line in this process; `interrupt` is Ctrl-C. */
function start(...argv: string[]) {
  const stop = new AbortController()
  const out = { text: '', errors: '' }
  const stdout = new PassThrough().on('data', (chunk) => {
    out.text += chunk
  })
  const stderr = new PassThrough().on('data', (chunk) => {
    out.errors += chunk
  })
  const io = { stdout, stderr, stdin: process.stdin, env: server.environment, cwd: '/', signal: stop.signal }
  const done = runProgram(['logs', ...argv], io)
  return { out, done, interrupt: () => stop.abort(), lines: () => out.text.split('\n').slice(0, -1) }
}

async function run(...argv: string[]) {
  const { out, done, lines } = start(...argv)
  const code = await done
  return { code, lines: lines(), errors: out.errors }
}

const entry = (text: string, stream: 'header' | 'stdout' | 'stderr' = 'stdout', at = Date.now()) => ({
  text,
  stream,
  at,
})

async function deployment(deploymentId: string, status = 'Succeeded') {
  server.deployments.set(deploymentId, status)
  const now = Date.now()
  const say = (targetId: string, event: string, ...entries: ReturnType<typeof entry>[]) =>
    server.hook({ deploymentId, targetId, event, sequence: 0, entries })
  await say('i-0a', 'BeforeInstall', entry('Script - a.sh\n', 'header', now - 400), entry('one\n', 'stdout', now - 300))
  await say('i-0b', 'BeforeInstall', entry('two\n', 'stdout', now - 350))
  await say('i-0a', 'AfterInstall', entry('oh no\n', 'stderr', now - 100))
}

test("the output of a deployment's hooks is printed in order of time, with target and event", async () => {
  await deployment('d-ALL')
  await deployment('d-ALLOTHERS')

  const { code, lines } = await run('d-ALL')

  expect(code).toBe(EXIT.ok)
  expect(lines).toEqual([
    'i-0a BeforeInstall | Script - a.sh',
    'i-0b BeforeInstall | two',
    'i-0a BeforeInstall | one',
    'i-0a AfterInstall | [stderr] oh no',
  ])
})

test.each([
  [['--target', 'i-0b'], ['i-0b BeforeInstall | two']],
  [['--event', 'AfterInstall'], ['i-0a AfterInstall | [stderr] oh no']],
  [
    ['--target', 'i-0a', '--event', 'BeforeInstall'],
    ['i-0a BeforeInstall | Script - a.sh', 'i-0a BeforeInstall | one'],
  ],
  [['--target', 'i-0c'], []],
])('%j narrows the output', async (options, expected) => {
  await deployment('d-NARROW')

  expect((await run('d-NARROW', ...options)).lines).toEqual(expected)
})

test('with --json each line is a document', async () => {
  await deployment('d-JSON')

  const { lines } = await run('d-JSON', '--event', 'AfterInstall', '--json')

  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      deploymentId: 'd-JSON',
      target: 'i-0a',
      event: 'AfterInstall',
      stream: 'stderr',
      message: 'oh no',
    },
  ])
})

test('a target whose name a stream cannot have is found by it', async () => {
  server.deployments.set('d-NAMES', 'Succeeded')
  const names = { deploymentId: 'd-NAMES', targetId: 'rack:1/a*%', event: 'Install' }
  await server.hook({ ...names, sequence: 0, entries: [entry('hello')] })

  expect((await run('d-NAMES', '--target', 'rack:1/a*%')).lines).toEqual(['rack:1/a*% Install | hello'])
})

test('what a hook printed cannot move the cursor', async () => {
  server.deployments.set('d-ESC', 'Succeeded')
  const hook = { deploymentId: 'd-ESC', targetId: 'i-0a', event: 'Install', sequence: 0 }
  await server.hook({ ...hook, entries: [entry('\u001b[2J\u001b[31mred\u0007')] })

  expect((await run('d-ESC')).lines).toEqual(['i-0a Install | red'])
})

test('a deployment is followed to its end, each line once', async () => {
  server.deployments.set('d-LIVE', 'InProgress')
  const hook = { deploymentId: 'd-LIVE', targetId: 'i-0a', event: 'Install' }
  const following = start('d-LIVE', '--follow')

  await server.hook({ ...hook, sequence: 0, entries: [entry('one')] })
  await until('the first line', () => following.lines().length === 1)
  await server.hook({ ...hook, sequence: 1, entries: [entry('two'), entry('late', 'stdout', Date.now() - 9000)] })
  await server.hook({ ...hook, targetId: 'i-0b', sequence: 0, entries: [entry('later', 'stdout', Date.now() - 9000)] })
  await until('the next lines', () => following.lines().length === 4)
  await server.hook({ ...hook, sequence: 3, entries: [entry('end')] })
  server.deployments.set('d-LIVE', 'Failed')

  expect(await following.done).toBe(EXIT.ok)
  expect(following.lines().toSorted()).toEqual([
    'i-0a Install | end',
    'i-0a Install | late',
    'i-0a Install | one',
    'i-0a Install | two',
    'i-0b Install | later',
  ])
})

test('following can be interrupted', async () => {
  server.deployments.set('d-WAIT', 'InProgress')
  const following = start('d-WAIT', '--follow')

  setTimeout(following.interrupt, 50)

  expect(await following.done).toBe(EXIT.ok)
})

test('a deployment whose hooks said nothing is told from one that does not exist', async () => {
  server.deployments.set('d-SILENT', 'Succeeded')

  const silent = await run('d-SILENT')
  const missing = await run('d-MISSING')

  expect(silent).toMatchObject({ code: EXIT.ok, lines: [], errors: expect.stringContaining('no hook of d-SILENT') })
  expect(missing).toMatchObject({
    code: EXIT.failed,
    errors: 'towpath: DeploymentDoesNotExistException: There is no deployment d-MISSING\n',
  })
})

test("an instance's console is printed, and followed as it grows", async () => {
  server.consoles.set('i-0c', 'booted\r\nagent \u001b[1mstarted\n')
  const following = start('i-0c', '--follow')
  await until('what is there', () => following.lines().length === 2)

  server.consoles.set('i-0c', 'booted\r\nagent \u001b[1mstarted\npolling\nunfini')
  await until('what came', () => following.lines().length === 3)
  following.interrupt()

  expect(await following.done).toBe(EXIT.ok)
  expect(following.lines()).toEqual(['booted', 'agent started', 'polling', 'unfini'])
  expect((await run('i-0c', '--json')).lines[0]).toBe('{"instanceId":"i-0c","message":"booted"}')
})

test('a log group is printed from some time on', async () => {
  const now = Date.now()
  const place = { group: '/app', stream: 'web/1' }
  await server.write({
    ...place,
    events: [
      { timestamp: now - 3_600_000, message: 'old' },
      { timestamp: now, message: 'a\n b\n' },
    ],
  })

  const recent = await run('/app')
  const all = await run('/app', '--since', '2h', '--json')

  const time = new Date(now).toISOString()
  expect(recent.lines).toEqual([`${time} web/1 | a`, `${time} web/1 |  b`])
  expect(all.lines.map((line) => JSON.parse(line).message)).toEqual(['old', 'a\n b\n'])
})

test.each([
  [['missing'], 'There are no logs of "missing"'],
  [['i-0a', '--target', 'i-0a'], '--target and --event narrow the output of a deployment'],
  [['d-ALL', '--since', '1h'], '--since narrows a log group'],
  [['/app', '--since', 'yesterday'], '--since yesterday: give a duration'],
  [[], "missing required argument 'what'"],
])('%j is wrong use', async (argv, message) => {
  const { code, errors } = await run(...argv)

  expect(code).toBe(EXIT.usage)
  expect(errors).toContain(message)
})
