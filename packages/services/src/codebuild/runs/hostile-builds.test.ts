import { execFileSync } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { StopBuildCommand } from '@aws-sdk/client-codebuild'
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
  const build = await room.end(await room.start({ buildspecOverride: spec(command, 'echo the end') }), 150_000)

  clearInterval(watch)
  expect(build.buildStatus).toBe('SUCCEEDED')
  const log = room.log(build)
  expect(log.filter((line) => line.includes('is longer than 8 MiB: the rest of it is not kept'))).toHaveLength(1)
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
  const state = '"$CODEBUILD_SRC_DIR/../../../state"'

  const build = await room.end(
    await room.start({
      buildspecOverride: JSON.stringify({
        version: '0.2',
        env: { 'exported-variables': ['X'] },
        phases: {
          build: {
            commands: [
              `cd ${state} && ln -s /etc/passwd ask-end.answer-0; ln -s /etc/passwd ask-end.status; X=1`,
              'cd "$CODEBUILD_SRC_DIR"; ln -s /etc link; touch ../../../control/job/mine && echo "it could write"',
            ],
          },
        },
        artifacts: { files: ['**/*'], 'base-directory': 'link/init.d' },
      }),
    }),
  )

  expect(build.buildStatus).toBe('FAILED')
  expect(JSON.stringify(build.exportedEnvironmentVariables)).not.toContain('root:')
  expect(build.phases?.find(({ phaseType }) => phaseType === 'UPLOAD_ARTIFACTS')?.contexts).toEqual([
    { statusCode: 'CLIENT_ERROR', message: 'no matching artifact paths found' },
  ])
})

function processesOf(text: string): number {
  const list = execFileSync('ps', ['-eo', 'args']).toString('utf8')
  return list.split('\n').filter((line) => line.includes(text) && !line.includes('ps -eo')).length
}
