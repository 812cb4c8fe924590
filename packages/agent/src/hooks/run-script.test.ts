import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '@towpath/base/clock.ts'
import { expect, test } from 'vitest'
import { temporaryFolder, until } from '../testing/temporary-folder.ts'
import { OutputLines } from './output-lines.ts'
import { runScript, type ScriptRun } from './run-script.ts'

/** Runs a shell script and tells how it ended and what it said. */
async function run(script: string, overrides: Partial<ScriptRun> = {}) {
  const folder = temporaryFolder()
  const path = join(folder, 'script.sh')
  writeFileSync(path, script.startsWith('#!') ? script : `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  const said: string[] = []
  let pid = 0
  const end = await runScript({
    command: [path],
    env: { PATH: process.env.PATH ?? '' },
    cwd: folder,
    timeoutMs: 10_000,
    killGraceMs: 200,
    clock: systemClock,
    onStart: async (started) => {
      pid = started
    },
    onLines: (stream, lines) => said.push(...lines.map((line) => `${stream}:${line}`)),
    ...overrides,
  })
  return { end, said, pid }
}

const groupIsGone = (pid: number) => {
  try {
    process.kill(-pid, 0)
    return undefined
  } catch {
    return true
  }
}

test('a script that succeeds has said everything, the last line as it is', async () => {
  const { end, said } = await run('echo a; echo b >&2; printf c')

  expect(end).toEqual({ kind: 'exited', code: 0 })
  expect(said.filter((line) => line.startsWith('stdout'))).toEqual(['stdout:a\n', 'stdout:c'])
  expect(said.filter((line) => line.startsWith('stderr'))).toEqual(['stderr:b\n'])
})

test('the exit code is told; a script killed by a signal has none', async () => {
  expect((await run('exit 3')).end).toEqual({ kind: 'exited', code: 3 })
  expect((await run('kill -9 $$')).end).toEqual({ kind: 'exited', code: null })
})

test('standard input is closed', async () => {
  expect((await run('read line && echo got')).said).toEqual([])
})

test('a script out of time is terminated with everything it started', async () => {
  const { end, said, pid } = await run('trap "echo ended; exit 0" TERM; sleep 60 & wait', { timeoutMs: 300 })

  expect(end).toEqual({ kind: 'timed-out' })
  expect(said).toEqual(['stdout:ended\n'])
  await until('the end of the group', () => groupIsGone(pid))
})

test('a script that ignores that is killed', async () => {
  const { end, pid } = await run('trap "" TERM; while :; do sleep 1; done', { timeoutMs: 300 })

  expect(end).toEqual({ kind: 'timed-out' })
  await until('the end of the group', () => groupIsGone(pid))
})

test('something left running that holds a stream is told of, and left running', async () => {
  const stdout = await run('sleep 60 2>/dev/null & echo started', { timeoutMs: 500 })
  const stderr = await run('sleep 60 >/dev/null & echo started', { timeoutMs: 500 })

  expect([stdout.end, stderr.end]).toEqual([
    { kind: 'left-open', stream: 'stdout' },
    { kind: 'left-open', stream: 'stderr' },
  ])
  expect(stdout.said).toEqual(['stdout:started\n'])
  for (const { pid } of [stdout, stderr]) {
    expect(groupIsGone(pid)).toBeUndefined()
    process.kill(-pid, 'SIGKILL')
  }
})

test('something left running that holds none does not matter', async () => {
  const { end, pid } = await run('sleep 60 >/dev/null 2>&1 & exit 0')

  expect(end).toEqual({ kind: 'exited', code: 0 })
  process.kill(-pid, 'SIGKILL')
})

test('what a background child says before the deadline is heard', async () => {
  expect((await run('(sleep 0.3; echo late) & exit 0')).said).toEqual(['stdout:late\n'])
})

test.each([
  ['a missing interpreter', '#!/does/not/exist\n', 'ENOENT'],
  ['a carriage return after the interpreter', '#!/bin/sh\r\necho x\r\n', 'ENOENT'],
])('%s is why a script does not start', async (_, script, code) => {
  expect((await run(script)).end).toMatchObject({ kind: 'not-started', error: { code } })
})

test('a folder does not start', async () => {
  expect((await run('', { command: [temporaryFolder()] })).end).toMatchObject({
    kind: 'not-started',
    error: { code: 'EACCES' },
  })
})

test('an executable without a first line for it is run by a shell', async () => {
  const path = join(temporaryFolder(), 'with blank.sh')
  writeFileSync(path, 'echo plain\n')
  chmodSync(path, 0o755)

  expect((await run('', { command: [path] })).said).toEqual(['stdout:plain\n'])
})

test('an abort ends it', async () => {
  const { end } = await run('sleep 60', { signal: AbortSignal.timeout(200) })

  expect(end).toEqual({ kind: 'aborted' })
})

test('a timeout of years does not end at once', async () => {
  expect((await run('sleep 0.2', { timeoutMs: 10 ** 12 })).end).toEqual({ kind: 'exited', code: 0 })
})

test('a chatty script is heard to the end', async () => {
  const { said } = await run('i=0; while [ $i -lt 20000 ]; do echo "line $i"; i=$((i+1)); done')

  expect(said).toHaveLength(20_000)
  expect(said.at(-1)).toBe('stdout:line 19999\n')
})

test('lines are cut at their ends, characters never', () => {
  const lines = new OutputLines()
  const bytes = Buffer.from('grün\nblau')

  expect([...lines.push(bytes.subarray(0, 3)), ...lines.push(bytes.subarray(3)), ...lines.end()]).toEqual([
    'grün\n',
    'blau',
  ])
})

test('a line that does not end is passed on in pieces, and bytes that are no text are replaced', () => {
  const lines = new OutputLines()

  expect(lines.push(Buffer.alloc(100_000, 'x')).join('')).toHaveLength(100_000)
  expect(lines.push(Buffer.from([0xff, 0x0a]))).toEqual(['\uFFFD\n'])
})
