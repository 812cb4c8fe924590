import { gunzipSync } from 'node:zlib'
import { InvalidateProjectCacheCommand } from '@aws-sdk/client-codebuild'
import { expect, test } from 'vitest'
import { buildRoom } from './testing/build-room.ts'

const spec = (parts: object) => JSON.stringify({ version: '0.2', ...parts })

test('the log is in S3 as well, whole and packed, where the project wants that', async () => {
  await using room = await buildRoom({ parameters: { '/password': 'hunter2-hunter2' } })
  await room.project({ logsConfig: { s3Logs: { status: 'ENABLED', location: 'bucket/logs' } } })
  const buildspecOverride = spec({
    env: { 'parameter-store': { PASSWORD: '/password' } },
    phases: { build: { commands: ['echo "said $PASSWORD"', 'sleep 0.3', 'echo later'] } },
  })

  const build = await room.end(await room.start({ buildspecOverride }))

  expect(build.buildStatus, room.log(build).join('\n')).toBe('SUCCEEDED')
  const key = `logs/${build.id?.split(':')[1]}.gz`
  expect(build.logs?.s3LogsArn).toBe(`arn:aws:s3:::bucket/${key}`)
  const log = gunzipSync(Buffer.from((await room.object(key)) ?? '', 'latin1'))
    .toString('utf8')
    .split('\n')
  expect(log).toEqual(expect.arrayContaining(['said ***', 'later']))
  expect(log[0]).toContain('Running on CodeBuild On-demand')
  expect(log.join('\n')).toContain('Phase complete: UPLOAD_ARTIFACTS State: SUCCEEDED')
})

test('a log that goes to S3 alone is kept there, and one that cannot be written there fails no build', async () => {
  await using room = await buildRoom()
  const cloudWatchLogs = { status: 'DISABLED' as const }
  await room.project({ logsConfig: { cloudWatchLogs, s3Logs: { status: 'ENABLED', location: 'bucket' } } })
  await room.project({ name: 'lost', logsConfig: { s3Logs: { status: 'ENABLED', location: 'no-such-bucket/logs' } } })
  const buildspecOverride = spec({ phases: { build: { commands: ['echo said'] } } })

  const alone = await room.end(await room.start({ buildspecOverride }))
  const lost = await room.end(await room.start({ projectName: 'lost', buildspecOverride }))

  expect([alone.buildStatus, lost.buildStatus]).toEqual(['SUCCEEDED', 'SUCCEEDED'])
  expect(room.log(alone)).toEqual([])
  const packed = Buffer.from((await room.object(`${alone.id?.split(':')[1]}.gz`)) ?? '', 'latin1')
  expect(gunzipSync(packed).toString('utf8')).toMatch(/^said$/m)
})

test('LOCAL_CUSTOM_CACHE keeps paths on this machine for the next build of the project, until it is invalidated', async () => {
  await using room = await buildRoom()
  const cache = { type: 'LOCAL' as const, modes: ['LOCAL_CUSTOM_CACHE' as const] }
  await room.project({ cache })
  await room.project({ name: 'other', cache })
  const buildspecOverride = spec({
    phases: {
      build: { commands: ['cat kept/file 2>/dev/null || echo nothing', 'mkdir -p kept; echo kept >kept/file'] },
    },
    cache: { paths: ['kept/**/*'] },
  })
  const said = async (projectName: string) =>
    room.log(await room.end(await room.start({ projectName, buildspecOverride })))

  expect(await said('web')).toContain('nothing')
  expect(await said('web')).toContain('kept')
  expect(await said('other')).toContain('nothing')
  await room.build.send(new InvalidateProjectCacheCommand({ projectName: 'web' }))
  expect(await said('web')).toContain('nothing')
})
