import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { silentLogger } from '@towpath/base'
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
