import { readdir } from 'node:fs/promises'
import { StopBuildCommand } from '@aws-sdk/client-codebuild'
import { expect, test } from 'vitest'
import { buildRoom, phasesOf } from './testing/build-room.ts'

const buildspecOverride = JSON.stringify({ version: '0.2', phases: { build: { commands: ['echo never'] } } })

test('a build that is stopped while its environment begins leaves none behind', async () => {
  await using room = await buildRoom()
  await room.project()
  const build = await room.start({ buildspecOverride })
  await expect.poll(async () => (await room.find(build)).currentPhase, { interval: 2 }).toBe('PROVISIONING')

  await room.build.send(new StopBuildCommand({ id: build.id }))
  const ended = await room.end(build)

  expect(ended.buildStatus).toBe('STOPPED')
  expect(phasesOf(ended)).toContain('PROVISIONING STOPPED')
  expect(room.log(ended)).not.toContain('never')
  await expect.poll(() => readdir(room.buildsFolder), { timeout: 10_000 }).toEqual([])
})

test('a build that is stopped while its source is fetched ends the fetching', async () => {
  const begun = Promise.withResolvers<void>()
  const aborted = Promise.withResolvers<void>()
  await using room = await buildRoom({
    async checkout({ signal }) {
      begun.resolve()
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
      aborted.resolve()
      throw signal.reason
    },
  })
  await room.project({ source: { type: 'GITHUB', location: 'https://github.com/o/web.git' } })
  const build = await room.start({ buildspecOverride })
  await begun.promise

  await room.build.send(new StopBuildCommand({ id: build.id }))
  const ended = await room.end(build)
  await aborted.promise

  expect(ended.buildStatus).toBe('STOPPED')
  expect(phasesOf(ended)).toContain('DOWNLOAD_SOURCE STOPPED')
  expect(room.log(ended)).not.toContain('never')
  await expect.poll(() => readdir(room.buildsFolder), { timeout: 10_000 }).toEqual([])
})
