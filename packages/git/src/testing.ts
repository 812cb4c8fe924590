import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync, inflateRawSync } from 'node:zlib'
import { silentLogger } from '@towpath/base'
import { pack } from 'tar-stream'
import { type GitRepositories, gitHttpHandler, openRepositories } from './index.ts'

/** A folder of repositories served over HTTP; `reader`/`pw` may pull, `writer`/`pw` may push as well. */
export async function gitServer(options: { maxPushBytes?: number } = {}): Promise<{
  repositories: GitRepositories
  folder: string
  url(user: string, repository: string): string
  close(): Promise<void>
}> {
  const folder = await mkdtemp(join(tmpdir(), 'towpath-git-'))
  const repositories = openRepositories(folder)
  const handler = gitHttpHandler(repositories, {
    maxPushBytes: options.maxPushBytes ?? 50_000_000,
    log: silentLogger,
    async allow({ user, password, action }) {
      if (password !== 'pw') return { outcome: 'unknown' }
      if (action === 'push' && user !== 'writer') return { outcome: 'refused', message: `${user} may not push` }
      return { outcome: 'allowed', name: user }
    },
  })
  const server: Server = createServer((req, res) => void handler(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    repositories,
    folder,
    url: (user, repository) => `http://${user}:pw@127.0.0.1:${port}/git/${repository}.git`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Runs the user's git as a user would, without the configuration of the machine. */
export async function userGit(cwd: string, ...args: string[]): Promise<string> {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.test', '-c', 'commit.gpgsign=false']
  const { stdout } = await promisify(execFile)('git', [...identity, ...args], {
    cwd,
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' },
    maxBuffer: 64 * 1024 * 1024,
  })
  return stdout.trim()
}

/** What is in a zip, read from its directory at the end as every reader does: text by name, and the modes. */
export function zipEntries(zip: Buffer): Map<string, { text: string; mode: number }> {
  const entries = new Map<string, { text: string; mode: number }>()
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const method = zip.readUInt16LE(at + 10)
    const [size, nameLength, extra, comment] = [
      zip.readUInt32LE(at + 20),
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt16LE(at + 32),
    ]
    const local = zip.readUInt32LE(at + 42)
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const packed = zip.subarray(start, start + size)
    const text = (method === 0 ? packed : inflateRawSync(packed)).toString('utf8')
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    entries.set(name, { text, mode: zip.readUInt32LE(at + 38) >>> 16 })
    at += 46 + nameLength + extra + comment
  }
  return entries
}

/** A gzipped tar made entry by entry; links lead to `../etc`. */
export async function tarball(
  ...entries: { name: string; content?: string; type?: 'symlink' | 'block-device' }[]
): Promise<Buffer> {
  const archive = pack()
  for (const { name, content = '', type } of entries) {
    archive.entry({ name, ...(type ? { type, linkname: '../etc' } : {}) }, content)
  }
  archive.finalize()
  const chunks: Uint8Array[] = []
  for await (const chunk of archive) chunks.push(chunk as Uint8Array)
  return gzipSync(Buffer.concat(chunks))
}
