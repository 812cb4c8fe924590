import type { ChildProcess, ChildProcessWithoutNullStreams } from 'node:child_process'
import { startProgram } from '@towpath/base/start-program.ts'
import { GitError } from './git-error.ts'

/** How much of a command's answer is kept in memory. What can be larger is streamed with {@link spawnGit}. */
const OUTPUT_LIMIT = 64 * 1024 * 1024

/**
 * An environment in which nothing but the repository itself decides what git does: no configuration of the machine
 * or the user, no hooks, no prompts, no replacement objects.
 */
export function gitEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const settings: Record<string, string> = {
    'safe.directory': '*',
    'core.hooksPath': '/dev/null',
    'core.alternateRefsCommand': 'true',
    'http.receivepack': 'true',
    'receive.fsckObjects': 'true',
    'receive.denyDeletes': 'false',
    'gc.auto': '0',
    'protocol.allow': 'never',
  }
  const config = Object.entries(settings).flatMap(([key, value], index): [string, string][] => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ])
  return {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    LC_ALL: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_COUNT: String(Object.keys(settings).length),
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    ...Object.fromEntries(config),
    ...extra,
  }
}

export function spawnGit(
  folder: string,
  args: string[],
  env: Record<string, string> = {},
): ChildProcessWithoutNullStreams {
  return startProgram('git', args, { cwd: folder, env: gitEnvironment(env), detached: true })
}

/**
 * Ends a git that was started with `detached`, and the programs it started: most commands of git are other programs,
 * which a signal to git alone would leave behind.
 */
export function endGit(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Runs git to its end. Rejects with a GitError that carries what git said when it fails. */
export async function git(
  folder: string,
  args: string[],
  options: { input?: string | Uint8Array; env?: Record<string, string> } = {},
): Promise<Buffer> {
  const result = await tryGit(folder, args, options)
  if (result.code !== 0) {
    throw new GitError('GitFailed', `git ${args[0]} failed with exit code ${result.code}: ${result.stderr.trim()}`)
  }
  return result.stdout
}

/** As {@link git}, for commands whose exit code is an answer. */
export function tryGit(
  folder: string,
  args: string[],
  options: { input?: string | Uint8Array; env?: Record<string, string> } = {},
): Promise<{ code: number | null; stdout: Buffer; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawnGit(folder, args, options.env)
    const stdout: Buffer[] = []
    let size = 0
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > OUTPUT_LIMIT) endGit(child)
      else stdout.push(chunk)
    })
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < 8192) stderr += chunk.toString('utf8')
    })
    child.on('error', (cause) => reject(new GitError('GitFailed', `Cannot run git: ${cause.message}`, { cause })))
    child.on('close', (code) => {
      if (size > OUTPUT_LIMIT)
        reject(new GitError('GitFailed', `git ${args[0]} answered with more than ${OUTPUT_LIMIT} bytes`))
      else resolve({ code, stdout: Buffer.concat(stdout), stderr })
    })
    // A command that ends without reading its input closes the pipe; its exit code tells what happened.
    child.stdin.end(options.input ?? '')
  })
}
