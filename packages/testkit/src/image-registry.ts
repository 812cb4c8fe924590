import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tool } from './tools.ts'
import { until } from './until.ts'
import { unusedPort } from './unused-port.ts'

/** A registry of images on loopback that lets in who has the password. */
export interface ImageRegistry extends AsyncDisposable {
  /** `127.0.0.1:PORT`; as part of an image's name, too. */
  address: string
  user: string
  password: string
  /** Of somebody who may pull, but not push. */
  reader: { user: string; password: string }
  tags(image: string): Promise<string[]>
}

/** For `test.skipIf`: whether this machine has none. Never true in CI, where that is a failure. */
export function noImageRegistry(): boolean {
  return tool('docker-registry', 'docker-registry').missing
}

/** Starts one without images. The password is asked for in front of it: its own passwords need a program to be made. */
export async function startImageRegistry(): Promise<ImageRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'towpath-registry-'))
  const config = join(folder, 'config.yml')
  const port = await unusedPort()
  await writeFile(
    config,
    `version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: ${folder}/data}}\nhttp: {addr: "127.0.0.1:${port}"}\n`,
  )
  const registry = spawn('setpriv', ['--pdeathsig', 'KILL', '--', 'docker-registry', 'serve', config], {
    stdio: 'ignore',
  })
  const ended = new Promise((resolve) => registry.once('exit', resolve).once('error', resolve))
  const builder = { user: 'builder', password: 'registry-password-of-a-test' }
  const reader = { user: 'reader', password: 'reading-password-of-a-test' }
  const door = await doorOf(port, basic(builder), basic(reader))
  const address = `127.0.0.1:${(door.address() as AddressInfo).port}`
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined)
  await until('the registry answers', async () => ((await ask('/v2/'))?.ok ? true : undefined))
  return {
    address,
    ...builder,
    reader,
    async tags(image) {
      const answer = await ask(`/v2/${image}/tags/list`)
      return answer?.ok ? ((await answer.json()) as { tags: string[] }).tags.sort() : []
    },
    async [Symbol.asyncDispose]() {
      door.closeAllConnections()
      door.close()
      registry.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const basic = ({ user, password }: { user: string; password: string }) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

/** Hands on what carries a right password, and may be done with it. */
async function doorOf(port: number, builder: string, reader: string): Promise<Server> {
  const door = createServer((req, res) => {
    const { method, url: path, headers } = req
    const { authorization } = headers
    const may = authorization === builder || (authorization === reader && ['GET', 'HEAD'].includes(method ?? ''))
    if (!may) {
      // 401 to whoever is known as well: to a 403 the docker program comes back for a minute.
      const code = authorization === reader ? 'DENIED' : 'UNAUTHORIZED'
      const message =
        authorization === reader ? 'requested access to the resource is denied' : 'authentication required'
      res.writeHead(401, {
        'content-type': 'application/json',
        'docker-distribution-api-version': 'registry/2.0',
        'www-authenticate': 'Basic realm="registry"',
      })
      res.end(JSON.stringify({ errors: [{ code, message }] }))
      return
    }
    const onward = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(res)
    })
    onward.on('error', () => res.destroy())
    req.pipe(onward)
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  return door
}
