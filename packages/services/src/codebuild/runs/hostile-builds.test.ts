import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { buildRoom } from './testing/build-room.ts'

const spec = (...commands: string[]) => JSON.stringify({ version: '0.2', phases: { build: { commands } } })
const MIB = 1024 ** 2

test('a build that prints a gigabyte ends, in bounded memory, and its log says what is not kept', async () => {
  await using room = await buildRoom({ deps: { mostOutput: 8 * MIB } })
  await room.project()
  let most = 0
  const base = process.memoryUsage().rss
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss - base)
  }, 50)

  const command = 'yes "a line of output that goes on and on and on for a while" | head -c 1073741824'
  const build = await room.end(await room.start({ buildspecOverride: spec(command, 'echo the end') }))

  clearInterval(watch)
  expect(build.buildStatus).toBe('SUCCEEDED')
  const log = room.log(build)
  expect(log.filter((line) => line.includes('is longer than 8 MiB: the rest of it is not kept'))).toHaveLength(1)
  expect(log.some((line) => line.includes('Phase complete: BUILD State: SUCCEEDED'))).toBe(true)
  expect(most).toBeLessThan(400 * MIB)
})

test.runIf(process.getuid?.() === 0)(
  'a build that forks without end is ended by its limit or by StopBuild',
  async () => {
    await using room = await buildRoom()
    await room.project()

    const build = await room.end(
      await room.start({ buildspecOverride: spec('bomb() { bomb | bomb & }; bomb; sleep 3; echo survived') }),
    )

    expect(build.buildComplete).toBe(true)
    await expect.poll(() => readdir(room.buildsFolder), { timeout: 20_000 }).toEqual([])
    expect(await processesOf('bomb()')).toBe(0)
  },
)

test('what a build writes into its control folder leads the control plane nowhere', async () => {
  await using room = await buildRoom()
  await room.project({ artifacts: { type: 'S3', location: 'bucket', packaging: 'ZIP', name: 'a.zip' } })
  const control = '"$(dirname "$CODEBUILD_SRC_DIR")/../../control"'

  const build = await room.end(
    await room.start({
      buildspecOverride: JSON.stringify({
        version: '0.2',
        env: { 'exported-variables': ['X'] },
        phases: {
          build: {
            commands: [
              `cd ${control} && ln -s /etc/shadow job/ask-end; mkdir -p dist; X=1`,
              'rm -rf "$CODEBUILD_SRC_DIR/dist"; ln -s /etc "$CODEBUILD_SRC_DIR/dist"',
            ],
          },
        },
        artifacts: { files: ['**/*'], 'base-directory': 'dist' },
      }),
    }),
  )

  expect(build.buildStatus).toBe('FAILED')
  expect(build.exportedEnvironmentVariables ?? []).toEqual([])
  expect(build.phases?.find(({ phaseType }) => phaseType === 'UPLOAD_ARTIFACTS')?.contexts).toEqual([
    { statusCode: 'CLIENT_ERROR', message: 'no matching artifact paths found' },
  ])
})

async function processesOf(text: string): Promise<number> {
  const { execFileSync } = await import('node:child_process')
  const list = execFileSync('ps', ['-eo', 'args']).toString('utf8')
  return list.split('\n').filter((line) => line.includes(text) && !line.includes('ps -eo')).length
}
