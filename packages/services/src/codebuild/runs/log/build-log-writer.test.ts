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

test('a line without an end is cut', async () => {
  await using fixture = await writer()
  const { log, lines } = fixture

  for (let piece = 0; piece < 4; piece++) log.write(Buffer.from('x'.repeat(10_000)))
  await log.flush()

  expect(Math.max(...lines.map((line) => line.length))).toBe(LONGEST_LINE)
  expect(lines.join('')).toBe('x'.repeat(40_000))
})

const KIB = 1024
/** So many numbered lines of 64 characters, in one piece. */
const numbered = (name: string, count: number) =>
  Buffer.from(Array.from({ length: count }, (_, index) => `${`${name} ${index} `.padEnd(63, '-')}\n`).join(''))

test('beyond the limit the middle of a loud command is left out, and its end is there', async () => {
  await using fixture = await writer({ most: 100 * KIB })
  const { log, lines } = fixture

  for (let piece = 0; piece < 100; piece++) log.write(numbered(`piece ${piece}`, 160))
  log.write(Buffer.from('the reason why it failed\n'))
  log.say('Entering phase POST_BUILD')
  await log.flush()

  const left = lines.findIndex((line) => /^\[Container\] .* 8\d\d KiB of output are left out here/.test(line))
  expect(lines[left - 1]).toMatch(/^piece 9 159 -/)
  expect(lines.slice(left + 1, -2).join('\n').length).toBeGreaterThan(60 * KIB)
  expect(lines.at(-2)).toBe('the reason why it failed')
  expect(lines.at(-1)).toContain('Entering phase POST_BUILD')
  expect(lines.join('\n').length).toBeLessThan(170 * KIB)
})

test('a command after a loud one is kept whole when it says little, and its beginning and end otherwise', async () => {
  await using fixture = await writer({ most: 1024 * KIB })
  const { log, lines } = fixture
  for (let piece = 0; piece < 200; piece++) log.write(numbered('loud', 160))
  log.endOutput()

  log.write(Buffer.from('after\n'))
  log.endOutput()
  for (let piece = 0; piece < 100; piece++) log.write(numbered(`second ${piece}`, 160))
  await log.flush()

  expect(lines.filter((line) => line.includes('left out here'))).toHaveLength(2)
  expect(lines).toContain('after')
  const second = lines.filter((line) => line.startsWith('second'))
  expect(second[0]).toMatch(/^second 0 0 /)
  expect(second.at(-1)).toMatch(/^second 99 159 /)
  expect(second.join('\n').length).toBeLessThan(330 * KIB)
})

test('what many loud commands leave is bounded', async () => {
  await using fixture = await writer({ most: 100 * KIB })
  const { log, lines } = fixture

  for (let command = 0; command < 60; command++) {
    for (let piece = 0; piece < 20; piece++) log.write(numbered(`${command}`, 160))
    log.endOutput()
  }
  await log.flush()

  expect(lines.join('\n').length).toBeLessThan(1024 * KIB)
  expect(lines.at(-1)).toMatch(/^59 159 /)
})

test('nothing is said to be left out when the end is all that was', async () => {
  await using fixture = await writer({ most: 10 * KIB })
  const { log, lines } = fixture

  log.write(numbered('one', 160))
  log.write(numbered('two', 160))
  await log.flush()

  expect(lines).toHaveLength(320)
})

test('secrets do not show where output is left out, neither at the beginning of that nor at its end', async () => {
  const secret = 'hunter2-hunter2-hunter2-hunter2'
  for (let shift = 0; shift < secret.length; shift += 3) {
    await using fixture = await writer({ most: 10 * KIB })
    const { log, lines } = fixture
    log.hide([secret])

    log.write(Buffer.from(`${'x'.repeat(10 * KIB - shift)}${secret.slice(0, shift)}`))
    log.write(Buffer.from(`${secret.slice(shift)}${secret.repeat(10_000)}${'y'.repeat(shift)}`))
    await log.flush()

    expect(lines.join('')).not.toMatch(/hunt|nter|er2-/)
  }
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
