import { execFileSync } from 'node:child_process'
import { type DockerEngine, machineImage, noDockerEngine, startDockerEngine } from '@towpath/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildRoom } from './testing/build-room.ts'

describe.skipIf(noDockerEngine())('where there is a Docker Engine', () => {
  let engine: DockerEngine
  let dockerClient: string
  beforeAll(async () => {
    engine = await startDockerEngine()
    await machineImage(engine, 'build-image')
    dockerClient = execFileSync('sh', ['-c', 'command -v docker']).toString('utf8').trim()
  })
  afterAll(() => engine?.[Symbol.asyncDispose]())

  const environment = (image: string, privilegedMode: boolean) => ({
    type: 'LINUX_CONTAINER' as const,
    image,
    computeType: 'BUILD_GENERAL1_SMALL' as const,
    privilegedMode,
  })
  const spec = (tag: string) =>
    JSON.stringify({
      version: '0.2',
      phases: {
        build: {
          commands: [
            'mkdir app; echo "FROM scratch" >app/Dockerfile; echo "COPY file /" >>app/Dockerfile; echo x >app/file',
            `docker build --quiet --tag ${tag} app`,
            'echo "$CODEBUILD_BUILD_IMAGE" >app/image.txt',
          ],
        },
      },
      artifacts: { files: ['**/*'], 'base-directory': 'app' },
    })
  const images = () => engine.docker('images', '--format', '{{.Repository}}')

  test('a privileged build runs in the image of its project, and builds an image there', async () => {
    const drivers = { wanted: 'auto' as const, dockerSocket: engine.socket, dockerClient }
    await using room = await buildRoom({ drivers })
    await room.project({
      environment: environment('build-image', true),
      artifacts: { type: 'S3', location: 'bucket', packaging: 'NONE', name: 'out' },
    })

    const build = await room.end(await room.start({ buildspecOverride: spec('made-in-container') }))

    expect(build.buildStatus, room.log(build).join('\n')).toBe('SUCCEEDED')
    expect(await images()).toContain('made-in-container')
    expect(await room.object('out/image.txt')).toBe('build-image\n')
    expect(await engine.docker('ps', '--all', '--quiet')).toBe('')
  })

  test('a build whose curated image is not there runs in a sandbox, which has the engine as well', async () => {
    await using room = await buildRoom({ drivers: { wanted: 'auto', dockerSocket: engine.socket } })
    await room.project({ environment: environment('aws/codebuild/standard:7.0', true) })

    const build = await room.end(await room.start({ buildspecOverride: spec('made-in-sandbox') }))

    expect(build.buildStatus, room.log(build).join('\n')).toBe('SUCCEEDED')
    expect(room.log(build).join('\n')).toContain('The image aws/codebuild/standard:7.0 is not on this machine')
    expect(await images()).toContain('made-in-sandbox')
  })

  test('a build whose image cannot be pulled fails in PROVISIONING with the code of AWS', async () => {
    await using room = await buildRoom({ drivers: { wanted: 'docker', dockerSocket: engine.socket } })
    await room.project({ environment: environment('127.0.0.1:1/none:1', false) })

    const build = await room.end(await room.start({ buildspecOverride: spec('never') }))

    expect(build.buildStatus).toBe('FAILED')
    expect(build.phases?.find(({ phaseType }) => phaseType === 'PROVISIONING')?.contexts).toEqual([
      {
        statusCode: 'BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE',
        message: expect.stringMatching(/^Unable to pull customer's container image\./),
      },
    ])
  })
})
