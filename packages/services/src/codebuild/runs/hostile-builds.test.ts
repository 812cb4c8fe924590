import { execFileSync } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { StopBuildCommand } from '@aws-sdk/client-codebuild'
import { expect, test } from 'vitest'
import { buildRoom } from './testing/build-room.ts'

const spec = (...commands: string[]) => JSON.stringify({ version: '0.2', phases: { build: { commands } } })
const MIB = 1024 ** 2

test('a build that prints a gigabyte ends, in bounded memory, and its log says what is left out', async () => {
  await using room = await buildRoom({ deps: { mostOutput: 8 * MIB } })
  await room.project()
  let most = 0
  const base = process.memoryUsage().rss
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss - base)
  }, 50)

  const command = 'yes "a line of output that goes on and on and on for a while" | head -c 1073741824'
  const build = await room.end(await room.start({ buildspecOverride: spec(command, 'echo the end') }), 150_000)

  clearInterval(watch)
  expect(build.buildStatus).toBe('SUCCEEDED')
  const log = room.log(build)
  expect(log.filter((line) => line.includes('left out here: the log of this build is longer than 8 MiB'))).toHaveLength(
    1,
  )
  expect(log).toContain('the end')
  expect(log.some((line) => line.includes('Phase complete: BUILD State: SUCCEEDED'))).toBe(true)
  expect(most).toBeLessThan(400 * MIB)
}, 180_000)

test.runIf(process.getuid?.() === 0)(
  'a build that forks without end meets its limit, and is stopped like any other',
  async () => {
    await using room = await buildRoom()
    await room.project()

    const build = await room.start({ buildspecOverride: spec('bomb() { bomb | bomb & }; bomb; sleep 600') })
    await expect.poll(() => room.log(build).join(' '), { timeout: 30_000 }).toMatch(/fork/i)
    await room.build.send(new StopBuildCommand({ id: build.id }))
    const ended = await room.end(build)

    // The command itself may have met the limit first.
    expect(['STOPPED', 'FAILED', 'FAULT']).toContain(ended.buildStatus)
    await expect.poll(() => readdir(room.buildsFolder), { timeout: 20_000 }).toEqual([])
    expect(processesOf('bomb()')).toBe(0)
  },
)

test('links that a build makes lead the control plane nowhere', async () => {
  await using room = await buildRoom()
  await room.project({ artifacts: { type: 'S3', location: 'bucket', packaging: 'ZIP', name: 'a.zip' } })
  const build = await room.end(
    await room.start({
      buildspecOverride: JSON.stringify({
        version: '0.2',
        env: { 'exported-variables': ['X'] },
        phases: {
          build: {
            commands: ['X=1', 'ln -s /etc link; touch ../../../control/job/mine && echo "it could write"; :'],
          },
        },
        artifacts: { files: ['**/*'], 'base-directory': 'link/init.d' },
      }),
    }),
  )

  expect(build.buildStatus).toBe('FAILED')
  expect(room.log(build)).not.toContain('it could write')
  expect(build.exportedEnvironmentVariables).toEqual([{ name: 'X', value: '1' }])
  expect(build.phases?.find(({ phaseType }) => phaseType === 'UPLOAD_ARTIFACTS')?.contexts).toEqual([
    { statusCode: 'CLIENT_ERROR', message: 'no matching artifact paths found' },
  ])
})

/** A build with an exported variable whose command is that one. */
const exporting = (command: string) =>
  JSON.stringify({
    version: '0.2',
    env: { 'exported-variables': ['X'] },
    phases: { build: { commands: ['X=kept', command] } },
  })

test.each([
  ['puts a link where the answer belongs', 'ln -s /etc/passwd "$STATE/ask-end.answer-0"'],
  ['puts a folder there', 'mkdir "$STATE/ask-end.answer-0"'],
  ['deletes the state of its shell', '(sleep 0.3; rm -f "$STATE"/*.state) & sleep 0.1'],
])('a build that %s hands on neither files of the machine nor silence', async (_, command) => {
  await using room = await buildRoom()
  await room.project()
  const STATE = '"$(dirname "$(dirname "$(dirname "$CODEBUILD_SRC_DIR")")")"/state'
  const wait = 'sleep 0.5'

  const build = await room.end(
    await room.start({
      buildspecOverride: exporting(`STATE=${STATE}; ${command}; ${wait}`.replaceAll('\\n', '')),
    }),
  )

  const exported = build.exportedEnvironmentVariables ?? []
  expect(JSON.stringify(exported)).not.toContain('root:')
  if (build.buildStatus === 'SUCCEEDED') expect(exported).toEqual([{ name: 'X', value: 'kept' }])
  else expect(build.buildStatus).toMatch(/FAULT|FAILED/)
})

test.runIf(process.getuid?.() === 0)(
  'a build without room for a further process does not lose what it exports without a word',
  { timeout: 120_000 },
  async () => {
    await using room = await buildRoom()
    await room.project()
    // All that its control group has room for, by processes that only wait.
    const fill = 'X=kept; N=0; while [ $N -lt 3000 ]; do sleep 100 & N=$((N+1)); done'

    const build = await room.end(
      await room.start({
        buildspecOverride: JSON.stringify({
          version: '0.2',
          env: { 'exported-variables': ['X'] },
          phases: { build: { commands: [fill] } },
        }),
      }),
      100_000,
    )

    expect(room.log(build).join('\n')).toMatch(/fork/i)
    if (build.buildStatus === 'SUCCEEDED')
      expect(build.exportedEnvironmentVariables).toEqual([{ name: 'X', value: 'kept' }])
    else expect(build.buildStatus).toMatch(/FAULT|FAILED/)
  },
)

function processesOf(text: string): number {
  const list = execFileSync('ps', ['-eo', 'args']).toString('utf8')
  return list.split('\n').filter((line) => line.includes(text) && !line.includes('ps -eo')).length
}
