import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import {
  type CodeCommitClient,
  CreateRepositoryCommand,
  GetRepositoryCommand,
  RepositoryNameExistsException,
} from '@aws-sdk/client-codecommit'
import { CreateServiceSpecificCredentialCommand, type IAMClient } from '@aws-sdk/client-iam'
import type { Files } from './bundle.ts'

/** A clone of an embedded repository, on the machine of somebody who works with it. */
export interface Clone extends AsyncDisposable {
  folder: string
  /** Real git, in the clone. Resolves with what it printed. */
  git(...args: string[]): Promise<string>
  write(files: Files): Promise<void>
  /** Writes, commits and pushes; resolves with the commit. */
  push(files: Files, message?: string): Promise<string>
}

export interface Developer {
  user: string
  password: string
}

/** A user, made by the caller, gets a name and a password for git. */
export async function gitCredentials(iam: IAMClient, UserName: string): Promise<Developer> {
  const { ServiceSpecificCredential: made } = await iam.send(
    new CreateServiceSpecificCredentialCommand({ UserName, ServiceName: 'codecommit.amazonaws.com' }),
  )
  return { user: made?.ServiceUserName ?? '', password: made?.ServicePassword ?? '' }
}

/** Makes the repository if there is none, and clones it. */
export async function cloneOf(
  codecommit: CodeCommitClient,
  name: string,
  { user, password }: Developer,
): Promise<Clone> {
  const create = new CreateRepositoryCommand({ repositoryName: name })
  const made = await codecommit.send(create).catch((error) => {
    if (error instanceof RepositoryNameExistsException) return undefined
    throw error
  })
  const url = new URL(made?.repositoryMetadata?.cloneUrlHttp ?? (await urlOf(codecommit, name)))
  Object.assign(url, { username: encodeURIComponent(user), password: encodeURIComponent(password) })

  const home = await mkdtemp(join(tmpdir(), 'towpath-clone-'))
  const folder = join(home, 'clone')
  const identity = { GIT_AUTHOR_NAME: 'Dev', GIT_AUTHOR_EMAIL: 'dev@example.com' }
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    ...identity,
    GIT_COMMITTER_NAME: identity.GIT_AUTHOR_NAME,
    GIT_COMMITTER_EMAIL: identity.GIT_AUTHOR_EMAIL,
    GIT_TERMINAL_PROMPT: '0',
  }
  const run = async (cwd: string, args: string[]) =>
    (await promisify(execFile)('git', args, { cwd, env, maxBuffer: 1 << 26 })).stdout.trim()
  await run(home, ['clone', '--quiet', url.href, folder])
  await run(folder, ['checkout', '--quiet', '-B', 'main'])

  const clone: Clone = {
    folder,
    git: (...args) => run(folder, args),
    async write(files) {
      for (const [name, file] of Object.entries(files)) {
        const path = join(folder, name)
        await mkdir(dirname(path), { recursive: true })
        await writeFile(path, file)
        if (name.endsWith('.sh')) await chmod(path, 0o755)
      }
    },
    async push(files, message = 'Change it') {
      await clone.write(files)
      await clone.git('add', '--all')
      await clone.git('commit', '--quiet', '--allow-empty', '-m', message)
      await clone.git('push', '--quiet', 'origin', 'HEAD:main')
      return clone.git('rev-parse', 'HEAD')
    },
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  }
  return clone
}

async function urlOf(codecommit: CodeCommitClient, repositoryName: string): Promise<string> {
  const { repositoryMetadata } = await codecommit.send(new GetRepositoryCommand({ repositoryName }))
  return repositoryMetadata?.cloneUrlHttp ?? ''
}
