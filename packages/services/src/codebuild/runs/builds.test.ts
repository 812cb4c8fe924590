import { readdir } from 'node:fs/promises'
import { StopBuildCommand } from '@aws-sdk/client-codebuild'
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { buildRoom, phasesOf } from './testing/build-room.ts'

const spec = (parts: object) => JSON.stringify({ version: '0.2', ...parts })

test('a build runs its phases in order, tells its log, exports variables and leaves nothing behind', async () => {
  await using room = await buildRoom()
  await room.project()
  const buildspecOverride = spec({
    env: { variables: { STAGE: 'dev' }, 'exported-variables': ['IMAGE_TAG', 'MISSING', 'AWS_REGION'] },
    phases: {
      install: { commands: ['echo "stage $STAGE of $CODEBUILD_BUILD_NUMBER"', 'mkdir sub && cd sub'] },
      pre_build: { commands: ['IMAGE_TAG=abc'] },
      build: { commands: ['echo "$(basename $PWD) $IMAGE_TAG $CODEBUILD_BUILD_SUCCEEDING $CODEBUILD_INITIATOR"'] },
    },
  })

  const started = await room.start({ buildspecOverride })
  const ended = await room.end(started)

  expect(started).toMatchObject({
    currentPhase: 'QUEUED',
    buildStatus: 'IN_PROGRESS',
    buildNumber: 1,
    initiator: 'root',
  })
  expect(ended.buildStatus, room.log(ended).join('\n')).toBe('SUCCEEDED')
  expect(phasesOf(ended)).toEqual([
    'SUBMITTED SUCCEEDED',
    'QUEUED SUCCEEDED',
    'PROVISIONING SUCCEEDED',
    'DOWNLOAD_SOURCE SUCCEEDED',
    'INSTALL SUCCEEDED',
    'PRE_BUILD SUCCEEDED',
    'BUILD SUCCEEDED',
    'POST_BUILD SUCCEEDED',
    'UPLOAD_ARTIFACTS SUCCEEDED',
    'FINALIZING SUCCEEDED',
    'COMPLETED',
  ])
  expect(ended.exportedEnvironmentVariables).toEqual([{ name: 'IMAGE_TAG', value: 'abc' }])
  const log = room.log(ended)
  expect(log).toContain('stage dev of 1')
  expect(log).toContain('sub abc 1 root')
  expect(log.map((line) => line.replace(/^\[Container\] \S+ \S+ /, ''))).toEqual(
    expect.arrayContaining([
      'Waiting for DOWNLOAD_SOURCE',
      'Phase complete: DOWNLOAD_SOURCE State: SUCCEEDED',
      'Phase context status code:  Message: ',
      'Entering phase INSTALL',
      'Running command mkdir sub && cd sub',
      'Phase complete: BUILD State: SUCCEEDED',
      'Phase complete: UPLOAD_ARTIFACTS State: SUCCEEDED',
    ]),
  )
  expect(room.ended).toMatchObject([{ buildId: ended.id, arn: ended.arn, status: 'SUCCEEDED' }])
  await expect.poll(() => readdir(room.buildsFolder)).toEqual([])
})

test('a build is told where its control plane is, and the authority of its certificate', async () => {
  await using room = await buildRoom({ ca: 'authority of this control plane' })
  await room.project()
  const commands = ['cat "$AWS_CA_BUNDLE"; echo; echo "at $AWS_ENDPOINT_URL"']

  const build = await room.end(await room.start({ buildspecOverride: spec({ phases: { build: { commands } } }) }))

  expect(room.log(build)).toEqual(
    expect.arrayContaining(['authority of this control plane', `at ${room.server.endpoint}`]),
  )
})

test('a command that fails fails its phase with its exit status, and post_build still runs', async () => {
  await using room = await buildRoom()
  await room.project()

  const build = await room.end(
    await room.start({
      buildspecOverride: spec({
        phases: {
          build: { commands: ['echo before', 'sh -c "exit 3"', 'echo never'], finally: ['echo finally'] },
          post_build: { commands: ['echo succeeding=$CODEBUILD_BUILD_SUCCEEDING'] },
        },
      }),
    }),
  )

  expect(build.buildStatus).toBe('FAILED')
  const failed = build.phases?.find(({ phaseType }) => phaseType === 'BUILD')
  expect(failed).toMatchObject({
    phaseStatus: 'FAILED',
    contexts: [
      {
        statusCode: 'COMMAND_EXECUTION_ERROR',
        message: 'Error while executing command: sh -c "exit 3". Reason: exit status 3',
      },
    ],
  })
  const log = room.log(build)
  expect(log).toEqual(expect.arrayContaining(['before', 'finally', 'succeeding=0']))
  expect(log).not.toContain('never')
  expect(log.join('\n')).toMatch(/Command did not exit successfully sh -c "exit 3" exit status 3/)
})

test('a build that is stopped ends within moments with all of its processes', async () => {
  await using room = await buildRoom()
  await room.project()
  const build = await room.start({
    buildspecOverride: spec({ phases: { build: { commands: ['echo begun; sleep 4321 & sleep 4321'] } } }),
  })
  await expect.poll(() => room.log(build), { timeout: 30_000 }).toContain('begun')

  const stopped = await room.build.send(new StopBuildCommand({ id: build.id }))
  const ended = await room.end(build)

  expect(stopped.build?.phases?.find(({ phaseType }) => phaseType === 'BUILD')?.phaseStatus).toBe('STOPPED')
  expect(ended.buildStatus).toBe('STOPPED')
  expect(phasesOf(ended).slice(-3)).toEqual(['BUILD STOPPED', 'FINALIZING SUCCEEDED', 'COMPLETED'])
  await expect.poll(() => readdir(room.buildsFolder)).toEqual([])
})

test('a build goes on where it was when its control plane was replaced, and nothing runs twice', async () => {
  await using room = await buildRoom()
  await room.project()
  const build = await room.start({
    buildspecOverride: spec({
      env: { 'exported-variables': ['COUNT'] },
      phases: {
        build: {
          commands: [
            'echo one >>$CODEBUILD_SRC_DIR/ran; echo begun; sleep 1.5; echo two >>ran; KEPT=yes',
            'echo $KEPT',
          ],
        },
        post_build: { commands: ['COUNT=$(wc -l <ran)'] },
      },
    }),
  })
  await expect.poll(() => room.log(build), { timeout: 30_000 }).toContain('begun')

  await room.replace()
  const ended = await room.end(build)

  expect(ended.buildStatus, room.log(build).join('\n')).toBe('SUCCEEDED')
  expect(ended.exportedEnvironmentVariables).toEqual([{ name: 'COUNT', value: '2' }])
  expect(room.log(build)).toContain('yes')
  expect(room.log(build).filter((line) => line.includes('Entering phase BUILD'))).toHaveLength(1)
})

test('a build whose environment is gone ends with a fault that says so', async () => {
  await using room = await buildRoom()
  await room.project()
  const build = await room.start({
    buildspecOverride: spec({ phases: { install: { commands: ['echo begun; sleep 4321'] } } }),
  })
  await expect.poll(() => room.log(build), { timeout: 30_000 }).toContain('begun')

  await room.endEnvironments()
  const ended = await room.end(build)

  expect(ended.buildStatus).toBe('FAULT')
  expect(ended.phases?.find(({ phaseType }) => phaseType === 'INSTALL')?.contexts?.[0]?.message).toMatch(
    /^Build container found dead before completing the build/,
  )
})

test('artifacts are zipped with the metadata of AWS, under a name that the shell expands', async () => {
  await using room = await buildRoom()
  await room.project({
    artifacts: { type: 'S3', location: 'bucket', path: 'out', packaging: 'ZIP', overrideArtifactName: true },
  })

  const build = await room.end(
    await room.start({
      buildspecOverride: spec({
        phases: {
          build: {
            commands: [
              'mkdir -p dist/css; echo a >dist/index.html; echo b >dist/css/.hidden; V=7',
              'ln -s /etc/shadow dist/shadow; ln -s index.html dist/link',
            ],
          },
        },
        artifacts: { files: ['**/*', 'missing.txt'], 'base-directory': 'dist', name: 'app-$V-$(echo x).zip' },
      }),
    }),
  )

  expect(build.buildStatus, room.log(build).join('\n')).toBe('SUCCEEDED')
  const head = await room.s3.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'out/app-7-x.zip' }))
  expect(head.Metadata).toEqual({
    'codebuild-buildarn': build.arn,
    'codebuild-content-md5': build.artifacts?.md5sum,
    'codebuild-content-sha256': build.artifacts?.sha256sum,
  })
  expect(build.artifacts?.location).toBe('arn:aws:s3:::bucket/out/app-7-x.zip')
  const { Body } = await room.s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'out/app-7-x.zip' }))
  const zip = Buffer.from((await Body?.transformToByteArray()) ?? [])
  expect(['index.html', 'css/.hidden', 'link', 'shadow'].map((name) => zip.includes(name))).toEqual([
    true,
    true,
    true,
    false,
  ])
  expect(room.log(build).join('\n')).toContain('Skipping invalid file path missing.txt')
})

test('a build without files to upload fails with the code of AWS', async () => {
  await using room = await buildRoom()
  await room.project({ artifacts: { type: 'S3', location: 'bucket' } })

  const build = await room.end(
    await room.start({
      buildspecOverride: spec({ phases: { build: { commands: ['true'] } }, artifacts: { files: ['none'] } }),
    }),
  )

  expect(build.buildStatus).toBe('FAILED')
  expect(build.phases?.find(({ phaseType }) => phaseType === 'UPLOAD_ARTIFACTS')?.contexts).toEqual([
    { statusCode: 'CLIENT_ERROR', message: 'no matching artifact paths found' },
  ])
})

test('parameters are read with the role and masked in the log, as are its credentials', async () => {
  await using room = await buildRoom({ parameters: { '/app/pw': 'correct-horse' } })
  await room.project({
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/standard:7.0',
      computeType: 'BUILD_GENERAL1_SMALL',
      environmentVariables: [{ name: 'PW', value: '/app/pw', type: 'PARAMETER_STORE' }],
    },
  })

  const build = await room.end(
    await room.start({
      buildspecOverride: spec({
        phases: {
          build: { commands: ['echo "pw=$PW $(expr length $PW) secret=$AWS_SECRET_ACCESS_KEY $AWS_ENDPOINT_URL"'] },
        },
      }),
    }),
  )
  const missing = await room.end(
    await room.start({ buildspecOverride: spec({ env: { 'parameter-store': { X: '/nothing' } }, phases: {} }) }),
  )

  expect(room.log(build)).toContain(`pw=*** 13 secret=*** ${room.server.endpoint}`)
  expect(missing.phases?.find(({ phaseType }) => phaseType === 'DOWNLOAD_SOURCE')).toMatchObject({
    phaseStatus: 'FAILED',
    contexts: [{ statusCode: 'CLIENT_ERROR', message: 'Parameter does not exist: /nothing' }],
  })
})
