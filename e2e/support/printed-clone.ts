import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** A clone that was made as npm start says. */
export interface PrintedClone {
  folder: string
  /** Real git in the clone. Resolves with what it printed, trimmed. */
  git(...args: string[]): Promise<string>
  /** Commits everything and pushes; resolves with the commit. */
  commitAndPush(message: string): Promise<string>
}

/** Clones with the URL, name and password in it, that `output` tells. */
export async function clonePrinted(output: string, folder: string): Promise<PrintedClone> {
  const [, url = ''] = /git clone (http\S+)/.exec(output) ?? []
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.test']
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0' }
  const run = async (cwd: string, args: string[]) =>
    (await promisify(execFile)('git', [...identity, ...args], { cwd, env })).stdout.trim()
  await run('/', ['clone', '--quiet', url, folder])
  const git = (...args: string[]) => run(folder, args)
  return {
    folder,
    git,
    async commitAndPush(message) {
      await git('commit', '--quiet', '--all', '-m', message)
      await git('push', '--quiet')
      return git('rev-parse', 'HEAD')
    },
  }
}
