import { silentLogger, systemClock } from '@towpath/base'
import { temporaryStore } from '@towpath/storage/testing.ts'
import { expect, test } from 'vitest'
import { createMasker, logsSchema } from '../../../logs/index.ts'
import { BuildLogWriter } from './build-log-writer.ts'
import { LONGEST_LINE } from './log-lines.ts'

async function writer({ most = 1024 ** 3, append }: { most?: number; append?: () => Promise<void> } = {}) {
  const store = await temporaryStore([logsSchema])
  const lines: string[] = []
  const log = new BuildLogWriter({
    store,
    clock: systemClock,
    log: silentLogger,
    account: '123456789012',
    region: 'us-east-1',
    stream: { group: '/aws/codebuild/web', stream: 'uuid' },
    most,
    buildLog: {
      masker: createMasker,
      async append(_db, { events }) {
        await append?.()
        lines.push(...events.map(({ message }) => message))
      },
    },
  })
  return { log, lines, [Symbol.asyncDispose]: () => store.close() }
}

test('lines of commands and of the build stand in the order in which they came, cut nowhere but at breaks', async () => {
  await using fixture = await writer()
  const { log, lines } = fixture

  const bytes = Buffer.from('one\ntwo\r\nümlaut')
  for (const at of bytes.keys()) log.write(bytes.subarray(at, at + 1))
  log.say('Entering phase BUILD')
  await log.flush()

  expect(lines).toEqual([
    'one',
    'two',
    'ümlaut',
    expect.stringMatching(/^\[Container\] \d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{6} Entering phase BUILD$/),
  ])
})

test('secrets are masked in output and in lines of the build, wherever the output is cut', async () => {
  await using fixture = await writer()
  const { log, lines } = fixture
  log.hide(['hunter2-hunter2'])

  log.write(Buffer.from('the password is hunter2-'))
  log.write(Buffer.from('hunter2!\n'))
  log.say('Running command echo hunter2-hunter2')
  await log.flush()

  expect(lines[0]).toBe('the password is ***!')
  expect(lines[1]).toMatch(/Running command echo \*\*\*$/)
})

test('a line without an end is cut, and what is written beyond the limit is dropped with one line that says so', async () => {
  await using fixture = await writer({ most: 40_000 })
  const { log, lines } = fixture

  for (let piece = 0; piece < 10; piece++) log.write(Buffer.from('x'.repeat(10_000)))
  log.say('Entering phase POST_BUILD')
  await log.flush()

  expect(Math.max(...lines.map((line) => line.length))).toBe(LONGEST_LINE)
  expect(lines.filter((line) => line.includes('the rest of it is not kept'))).toHaveLength(1)
  expect(lines.at(-1)).toContain('Entering phase POST_BUILD')
  expect(lines.join('').match(/x/g)).toHaveLength(40_000)
})

test('a command has to wait while lines cannot be kept as fast as it writes', async () => {
  const kept = Promise.withResolvers<void>()
  await using fixture = await writer({ append: () => kept.promise })
  const { log, lines } = fixture
  let wait: Promise<void> | undefined
  let written = 0

  for (; !wait && written < 1000; written++) wait = log.write(Buffer.from(`${'y'.repeat(9_999)}\n`))

  expect(written).toBeLessThan(150)
  kept.resolve()
  await wait
  await log.flush()
  expect(lines).toHaveLength(written)
})
