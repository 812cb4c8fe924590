import { PassThrough } from 'node:stream'
import { StopPipelineExecutionCommand } from '@aws-sdk/client-codepipeline'
import { type PipelineServer, pipelineServer } from '@towpath/testkit/pipeline-server.ts'
import { until } from '@towpath/testkit/until.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EXIT } from '../../command.ts'
import { runProgram } from '../../program.ts'

const COMMIT = '0a1b2c3d'.repeat(5)
let server: PipelineServer

beforeAll(async () => {
  server = await pipelineServer()
  server.provider.on('Source', () => ({ type: 'succeeded', revision: { id: COMMIT, summary: 'Say hello' } }))
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
  const done = runProgram(['pipelines', 'watch', ...argv], io)
  return { out, done, interrupt: () => stop.abort() }
}

async function run(...argv: string[]) {
  const { out, done } = start(...argv)
  const code = await done
  return { code, lines: out.text.split('\n').slice(0, -1), errors: out.errors }
}

/** Without the seconds. */
const told = (lines: string[]) => lines.map((line) => line.replace(/^ +\d+\.\ds {2}/, ''))

test('the newest execution is followed to its end, which the exit code tells', async () => {
  server.provider.succeeds('Build')
  await server.begin('green')

  const { code, lines } = await run('green')

  expect(code).toBe(EXIT.ok)
  expect(told(lines)).toEqual(
    expect.arrayContaining(['Source/Source  Succeeded', 'Build/Build  InProgress', 'Build/Build  Succeeded']),
  )
  expect(told(lines).at(-1)).toBe('execution  Succeeded')
})

test('a failure ends with 1, and is told with its code and message', async () => {
  server.provider.fails('Build', 'Build terminated with state: FAILED')
  await server.begin('red')

  const { code, lines } = await run('red')

  expect(code).toBe(EXIT.failed)
  expect(told(lines)).toContain('Build/Build  Failed  JobFailed: Build terminated with state: FAILED')
})

test('an execution that was stopped ends with 3', async () => {
  server.provider.waits('Build')
  const pipelineExecutionId = await server.begin('halted')

  const { out, done } = start('halted')
  await until('the build runs', () => out.text.includes('Build/Build  InProgress'), { describe: () => out })
  await server.pipelines.send(
    new StopPipelineExecutionCommand({ pipelineName: 'halted', pipelineExecutionId, abandon: true }),
  )

  expect(await done).toBe(EXIT.stopped)
  expect(out.text).toMatch(/execution {2}Stopped/)
})

test('Ctrl-C ends the watching, not the execution', async () => {
  server.provider.waits('Build')
  await server.begin('long')

  const { out, done, interrupt } = start('long')
  await until('the build runs', () => out.text.includes('Build/Build  InProgress'), { describe: () => out })
  interrupt()

  expect(await done).toBe(EXIT.stopped)
  expect(out.text).not.toMatch(/Stopped/)
})

test('an execution is found by its id and by the commit that it brings', async () => {
  server.provider.succeeds('Build')
  const id = await server.begin('found')

  expect((await run('found', '--execution', id)).code).toBe(EXIT.ok)
  expect((await run('found', '--commit', COMMIT.slice(0, 7))).code).toBe(EXIT.ok)
})

test('with --json each change is one document', async () => {
  server.provider.fails('Build', 'no')
  await server.begin('told')

  const { lines } = await run('told', '--json')

  expect(lines.map((line) => JSON.parse(line))).toContainEqual({
    seconds: expect.any(Number),
    stage: 'Build',
    action: 'Build',
    status: 'Failed',
    detail: 'JobFailed: no',
  })
})

test.each([
  ['a pipeline that is not there', ['nowhere'], EXIT.failed, /PipelineNotFoundException/],
  ['an execution that is not there', ['green', '--execution', 'x'], EXIT.usage, /Pipeline green has no execution x/],
  ['what is no commit', ['green', '--commit', 'HEAD'], EXIT.usage, /--commit HEAD: give the id of a commit/],
])('%s is refused', async (_, argv, code, message) => {
  const ended = await run(...argv)

  expect(ended.code).toBe(code)
  expect(ended.errors).toMatch(message)
})
