import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DockerEngine, noDockerEngine, startDockerEngine, tool, until, unusedPort } from '@towpath/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type MetadataServer, metadataServer } from './support/metadata-server.ts'
import { clonePrinted } from './support/printed-clone.ts'
import { type StartCommand, startCommand } from './support/start-command.ts'

const SAMPLE = join(import.meta.dirname, '..', 'examples', 'container-app')
const WITH_SOCKET = join(import.meta.dirname, 'support', 'with-docker-socket.sh')

/** How long the first start may take, in milliseconds. */
const START_LIMIT = 200_000
const registryMissing = tool('docker-registry', 'docker-registry').missing

describe.skipIf(noDockerEngine())('the container sample', () => {
  let engine: DockerEngine
  let folder: string
  /** What a build makes of the sample, with an image that is the engine's own. */
  let bundle: string
  beforeAll(async () => {
    engine = await startDockerEngine()
    folder = await mkdtemp(join(tmpdir(), 'towpath-sample-'))
    const base = await run(join(SAMPLE, 'base-image.sh'), { ...engine.environment, NODE: process.execPath })
    expect(base.status, base.output).toBe(0)
    await engine.docker('build', '--quiet', '--tag', 'container-app:1', SAMPLE)
    bundle = await bundleOf('container-app:1')
  })
  afterAll(async () => {
    await engine?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  async function bundleOf(image: string): Promise<string> {
    const made = await mkdtemp(join(folder, 'bundle-'))
    await cp(SAMPLE, made, { recursive: true })
    await writeFile(join(made, 'image.env'), `IMAGE=${image}\nIMAGE_TAG=${image.split(':').at(-1)}\n`)
    return made
  }

  test('a second base image is not made', async () => {
    expect(await run(join(SAMPLE, 'base-image.sh'), engine.environment)).toEqual({ status: 0, output: '' })
  })

  describe('its scripts', () => {
    const container = 'container-app-i-0123456789abcdef0'
    let metadata: MetadataServer
    let port: number
    beforeEach(async () => {
      port = await unusedPort()
      metadata = await metadataServer({ 'instance-id': 'i-0123456789abcdef0', 'tags/instance/Port': String(port) })
    })
    afterEach(async () => {
      await metadata[Symbol.asyncDispose]()
      await engine.docker('rm', '--force', container)
    })

    const script = (name: string, environment: Record<string, string> = {}, of = bundle) =>
      run(join(of, 'scripts', name), {
        ...engine.environment,
        AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.endpoint,
        DEPLOYMENT_ID: 'd-ABC123DEF',
        ...environment,
      })
    const containers = () => engine.docker('ps', '--all', '--format', '{{.Names}} {{.State}} {{.Ports}}')

    test('start it on the port of the tag, check it and stop it', async () => {
      const started = await script('start_container.sh')
      const running = await containers()
      const checked = await script('validate.sh')
      const page = await (await fetch(`http://127.0.0.1:${port}/`)).text()
      const stopped = await script('stop_container.sh')

      expect([started.status, checked.status, stopped.status]).toEqual([0, 0, 0])
      expect(running).toBe(`${container} running 127.0.0.1:${port}->5000/tcp`)
      expect(page).toContain(
        'Image <code>1</code> on instance <code>i-0123456789abcdef0</code>, deployment <code>d-ABC123DEF</code>',
      )
      expect(await containers()).toBe('')
    })

    test('stop nothing without an error when nothing runs', async () => {
      expect(await script('stop_container.sh')).toEqual({ status: 0, output: `${container} was not running\n` })
    })

    test('start it in place of one that is still there', async () => {
      await script('start_container.sh')

      const again = await script('start_container.sh', { DEPLOYMENT_ID: 'd-NEXT00000' })
      const checked = await script('validate.sh')

      expect([again.status, checked.status], again.output).toEqual([0, 0])
      expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toContain('d-NEXT00000')
    })

    test('fail with what Docker says when the port is taken, and leave no container', async () => {
      const occupant = createServer()
      await new Promise<void>((resolve) => occupant.listen(port, '127.0.0.1', resolve))

      const started = await script('start_container.sh')

      await new Promise((resolve) => occupant.close(resolve))
      expect(started.status).not.toBe(0)
      expect(started.output).toContain('address already in use')
      expect(await containers()).toBe('')
    })

    test('fail with the log when the container does not answer', async () => {
      await engine.docker('run', '-d', '--name', container, 'container-app:1', 'node', '-e', 'console.log("the log")')

      const checked = await script('validate.sh')

      expect(checked.status).toBe(1)
      expect(checked.output).toMatch(/does not answer; its log:\nthe log\n$/)
    })

    test('pull an image only if its name has a registry', async () => {
      const registry = `127.0.0.1:${await unusedPort()}`
      const elsewhere = await bundleOf(`${registry}/sample:2`)

      const pulled = await script('start_container.sh', {}, elsewhere)
      const local = await script('start_container.sh')

      expect(pulled.status).not.toBe(0)
      expect(pulled.output).toContain(`http://${registry}/v2/`)
      expect(local.status, local.output).toBe(0)
      expect(local.output).not.toMatch(/pull/i)
    })

    test('say so when the build has not written which image to run', async () => {
      const started = await script('start_container.sh', {}, SAMPLE)

      expect(started.status).toBe(1)
      expect(started.output).toContain('there is no image.env')
    })

    test('say so when docker is not installed; then there is nothing to stop', async () => {
      const bin = join(folder, 'bin')
      for (const program of ['curl', 'dirname', 'bash']) await cp(join('/usr/bin', program), join(bin, program))

      const started = await script('start_container.sh', { PATH: bin })
      const stopped = await script('stop_container.sh', { PATH: bin })

      expect(started.status).toBe(127)
      expect(started.output).toMatch(/docker: command not found/)
      expect(stopped).toEqual({ status: 0, output: 'docker is not installed, so nothing runs\n' })
    })

    test('refuse to guess on an instance whose metadata service is silent', async () => {
      const started = await script('start_container.sh', {
        AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:9',
        AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9/credentials',
      })

      expect(started.status).toBe(1)
      expect(started.output).toContain('metadata service does not answer on http://127.0.0.1:9')
    })
  })

  describe.skipIf(registryMissing)('of npm start, where a Docker Engine answers', () => {
    let command: StartCommand
    let addresses: string[]
    let before: string
    let registry: string
    const occupant = createServer()
    beforeAll(async () => {
      // Somebody else's server on the port that would be taken first; on some machines there is one anyway.
      await new Promise<void>((resolve) => occupant.once('error', () => resolve()).listen(5000, '127.0.0.1', resolve))
      command = await startCommand({
        environment: { TOWPATH_SAMPLE: '' },
        wrapper: ['unshare', '--mount', '--', 'sh', WITH_SOCKET, folder, engine.socket],
      })
      addresses = await command.start()
      before = await containers()
      registry = /registry for images on (127\.0\.0\.1:\d+)/.exec(command.output())?.[1] ?? ''
    }, START_LIMIT)
    afterAll(async () => {
      await command?.[Symbol.asyncDispose]()
      occupant.close()
    })

    const containers = () => engine.docker('ps', '--format', '{{.ID}} {{.Names}} {{.Image}} {{.Ports}}')
    const pages = () => Promise.all(addresses.map(async (address) => (await fetch(address)).text()))
    const instanceIn = (page: string) => /i-[0-9a-f]+/.exec(page)?.[0]
    const tagIn = (page: string) => /Image <code>([0-9a-f]{7})<\/code>/.exec(page)?.[1]
    const tags = async (): Promise<string[]> => {
      const answer = await fetch(`http://${registry}/v2/container-app/tags/list`)
      return ((await answer.json()) as { tags: string[] }).tags.sort()
    }

    test('each instance runs a container of its own, on a free port of its own', async () => {
      const instances = (await pages()).map(instanceIn)

      expect(new Set(instances).size).toBe(2)
      expect(addresses).not.toContain('http://127.0.0.1:5000/')
      for (const [index, address] of addresses.entries()) {
        expect(before).toMatch(new RegExp(`container-app-${instances[index]} \\S+ ${new URL(address).host}->5000/tcp`))
      }
    })

    test('they run exactly the image that was pushed with the commit, the version and latest as tags', async () => {
      const [tag = ''] = (await pages()).map(tagIn)

      expect(await tags()).toEqual([tag, 'latest', 'v1.0.0'].sort())
      expect(before.split(`${registry}/container-app:${tag} `)).toHaveLength(3)
    })

    test('a push replaces the containers by those of the new commit', async () => {
      const clone = await clonePrinted(command.output(), join(folder, 'clone'))
      const page = join(clone.folder, 'app', 'index.html')
      await writeFile(page, (await readFile(page, 'utf8')).replace('Hello from Towpath', 'Pushed'))

      const commit = await clone.commitAndPush('Say something else')
      const { code, output } = await command.watchPipeline(commit)

      expect(code, output).toBe(0)
      for (const text of await pages()) {
        expect(text).toContain('Pushed')
        expect(tagIn(text)).toBe(commit.slice(0, 7))
      }
      expect(await tags()).toContain(commit.slice(0, 7))
      expect((await containers()).split('\n')).toHaveLength(2)
    })

    test('containers go on without the control plane, whose registry ends with it', async () => {
      const seen = await pages()

      await command.kill()

      expect(await pages()).toEqual(seen)
      await until('the registry is gone', () =>
        fetch(`http://${registry}/v2/`).then(
          () => false,
          () => true,
        ),
      )
    })

    test('the next start brings back a container that is gone, also when the other sample is asked for', async () => {
      await engine.docker('rm', '--force', (await engine.docker('ps', '--quiet')).split('\n', 1)[0] ?? '')

      const again = await command.start({ TOWPATH_SAMPLE: 'plain' })

      expect(again).toEqual(addresses)
      expect(new Set((await pages()).map(instanceIn)).size).toBe(2)
      expect(command.output()).toContain('the container sample is deployed here and stays')
    })
  })

  test(
    'without a registry, images stay in the Docker Engine, and containers are made of them there',
    async () => {
      await using command = await startCommand({
        environment: { TOWPATH_SAMPLE: 'container' },
        flags: ['--no-registry'],
        wrapper: ['unshare', '--mount', '--', 'sh', WITH_SOCKET, folder, engine.socket],
      })

      const [address = ''] = await command.start()
      const page = await (await fetch(address)).text()

      const [, tag = 'no tag'] = /Image <code>([0-9a-f]{7})<\/code>/.exec(page) ?? []
      expect(await engine.docker('ps', '--format', '{{.Image}}')).toContain(`container-app:${tag}`)
      expect(command.output()).not.toContain('registry for images')
    },
    START_LIMIT,
  )
})

/** Runs a program to its end; its output is standard output and standard error as they came. */
function run(file: string, environment: Record<string, string>): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    child.once('error', reject)
    child.once('close', (status) => resolve({ status, output }))
  })
}
