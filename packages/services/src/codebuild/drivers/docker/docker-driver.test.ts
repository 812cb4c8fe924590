import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type DockerEngine,
  machineImage,
  noDockerEngine,
  noImageRegistry,
  startDockerEngine,
  startImageRegistry,
} from '@towpath/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AttachedEnvironment } from '../attached-environment.ts'
import type { BuildDriver } from '../driver.ts'
import { EnvironmentFolder } from '../environment-folder.ts'
import { type BuildsFolder, buildsFolder } from '../testing.ts'
import { dockerCli } from './docker-cli.ts'
import { dockerDriver } from './docker-driver.ts'

describe.skipIf(noDockerEngine())('an environment in a container', () => {
  let engine: DockerEngine
  let builds: BuildsFolder
  let driver: BuildDriver
  let folder: EnvironmentFolder
  let output = ''
  let said: string[] = []
  beforeAll(async () => {
    engine = await startDockerEngine()
    await machineImage(engine, 'build-image')
  })
  afterAll(() => engine?.[Symbol.asyncDispose]())
  beforeEach(async () => {
    builds = await buildsFolder()
    const docker = dockerCli({ socket: engine.socket, path: process.env.PATH ?? '', now: Date.now })
    driver = dockerDriver({ docker, defaultImage: 'build-image' })
    folder = new EnvironmentFolder(join(builds.path, '8b7b7e0c-0000-4000-8000-000000000001'))
    await folder.create()
    await folder.writeEnvironment({})
    output = ''
    said = []
  })
  afterEach(async () => {
    await driver.end(folder.path)
    await builds[Symbol.asyncDispose]()
  })

  const take = (bytes: Buffer) => {
    output += bytes.toString('utf8')
  }
  const attach = (starting = false) =>
    AttachedEnvironment.attach(
      { folder, inside: driver.inside(folder.path), token: 'of-this-build', output: take },
      { starting },
    )
  const start = (image: string, privileged = false, registry?: { username: string; password: string }) =>
    driver.start({
      buildId: 'web:8b7b7e0c-0000-4000-8000-000000000001',
      folder: folder.path,
      image,
      privileged,
      registry,
      cpus: 2,
      memoryMiB: 256,
      signal: AbortSignal.timeout(60_000),
      say: (line) => said.push(line),
    })
  async function run(environment: AttachedEnvironment, name: string, command: string, after?: string) {
    const places = { directory: '/codebuild/output', names: [] }
    return environment.run({ name, command, after, variables: {} }, places)
  }
  async function started(privileged = false): Promise<AttachedEnvironment> {
    const environment = attach(true)
    if (!environment) throw new Error('cannot attach')
    expect(await start('build-image', privileged)).toBe('started')
    expect(await environment.ready(30_000)).toBe(true)
    return environment
  }
  const containers = () => engine.docker('ps', '--all', '--format', '{{.Names}}')

  test('runs commands one after the other in the image of the project, as root', async () => {
    const environment = await started()

    await run(environment, 'one', 'id -u; WORD=kept; cd /tmp')
    const end = await run(environment, 'two', 'echo $WORD $PWD; echo made >/codebuild/output/made; exit 7', 'one')

    environment.close()
    expect(end).toEqual({ status: 7 })
    expect(output).toBe('0\nkept /tmp\n')
    expect(await containers()).toBe('towpath-build-8b7b7e0c-0000-4000-8000-000000000001')
  })

  test('outlives the control plane, and is found and removed by the next', async () => {
    const environment = await started()
    const running = run(environment, 'one', 'echo begun; sleep 0.5; echo done')
    await expect.poll(() => output, { timeout: 20_000 }).toContain('begun')
    environment.close()
    await running
    const again = attach()

    const end = again && (await run(again, 'one', ''))

    again?.close()
    expect(end).toEqual({ status: 0 })
    expect(output).toBe('begun\ndone\n')
    expect(await driver.list(builds.path)).toEqual([folder.path])
    expect(await start('build-image')).toBe('started')
    await driver.end(folder.path)
    expect(await driver.list(builds.path)).toEqual([])
    expect(await containers()).toBe('')
  })

  test('is begun anew where a container of its name has ended', async () => {
    const name = 'towpath-build-8b7b7e0c-0000-4000-8000-000000000001'
    await engine.docker('run', '--name', name, '--entrypoint', 'sh', 'build-image', '-c', ':')

    const environment = await started()
    await run(environment, 'one', 'echo fine')

    environment.close()
    expect(output).toBe('fine\n')
  })

  test('ends at once with all that it started', async () => {
    const environment = await started()
    const running = run(environment, 'one', 'sleep 1000 & sleep 1000')
    await expect.poll(() => folder.wasStarted('one'), { timeout: 20_000 }).toBe(true)

    await driver.end(folder.path)

    expect(await running).toEqual({ lost: true })
    environment.close()
  })

  test('has the engine in privileged mode, and not otherwise', async () => {
    const environment = await started(true)
    await run(environment, 'one', '[ -S /var/run/docker.sock ] && echo socket')
    environment.close()
    await driver.end(folder.path)
    await folder.create()
    await folder.writeEnvironment({})

    const other = await started()
    await run(other, 'one', '[ -S /var/run/docker.sock ] || echo none')

    other.close()
    expect(output).toBe('socket\nnone\n')
  })

  test('takes the default image for a curated one that is not there, and says so', async () => {
    expect(await start('aws/codebuild/standard:7.0')).toBe('started')
    expect(said).toEqual(['The image aws/codebuild/standard:7.0 is not on this machine: build-image runs in its place'])
  })

  test('is refused with the code of AWS when its image cannot be pulled', async () => {
    const outcome = await start('127.0.0.1:1/nothing/here:1')

    expect(outcome).toMatchObject({ refused: { statusCode: 'BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE' } })
    expect(JSON.stringify(outcome)).toContain("Unable to pull customer's container image.")
    expect(await containers()).toBe('')
  })

  test.skipIf(noImageRegistry())(
    'pulls an image with the credentials of the project, which it keeps nowhere',
    async () => {
      await using registry = await startImageRegistry()
      const image = `${registry.address}/team/private:1`
      const config = join(builds.path, 'docker-config')
      const { user, password, reader } = registry
      await engine.docker('--config', config, 'login', '--username', user, '--password', password, registry.address)
      await engine.docker('tag', 'build-image', image)
      await engine.docker('--config', config, 'push', '--quiet', image)
      await engine.docker('rmi', image)

      const without = await start(image)
      const wrong = await start(image, false, { username: reader.user, password: 'not-this-one' })
      const environment = attach(true)
      const right = await start(image, false, { username: reader.user, password: reader.password })
      const again = await environment?.ready(30_000)

      environment?.close()
      const refused = { refused: { statusCode: 'BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE' } }
      expect(without).toMatchObject(refused)
      expect(wrong).toMatchObject(refused)
      expect(JSON.stringify(wrong)).not.toContain('not-this-one')
      expect([right, again]).toEqual(['started', true])
      expect((await readdir(tmpdir())).filter((name) => name.startsWith('towpath-pull-'))).toEqual([])
    },
  )
})
