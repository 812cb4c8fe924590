import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import {
  type CodeCommitClient,
  CreateCommitCommand,
  CreateRepositoryCommand,
  GetBranchCommand,
  GetRepositoryCommand,
  type PutFileEntry,
} from '@aws-sdk/client-codecommit'
import { DEMO } from './names.ts'
import { ensure } from './progress.ts'

/** Where the sample lies in the checkout. */
const SAMPLE = join(import.meta.dirname, '..', '..', '..', '..', 'examples', 'sample-app')

/** Makes the embedded repository with the sample as its first commit. A repository with commits is left as it is. */
export async function ensureRepository(
  codecommit: CodeCommitClient,
): Promise<{ cloneUrl: string; path: string; commitId: string }> {
  const repositoryName = DEMO.repository
  const create = new CreateRepositoryCommand({
    repositoryName,
    repositoryDescription: 'The sample that npm start deploys',
  })
  await ensure(() => codecommit.send(create), 'RepositoryNameExistsException')
  const { repositoryMetadata } = await codecommit.send(new GetRepositoryCommand({ repositoryName }))
  const cloneUrl = repositoryMetadata?.cloneUrlHttp ?? ''
  const path = new URL(cloneUrl).pathname.replace(/^\/git\//, '').replace(/\.git$/, '')
  return { cloneUrl, path, commitId: (await tip(codecommit)) ?? (await firstCommit(codecommit)) }
}

async function tip(codecommit: CodeCommitClient): Promise<string | undefined> {
  const get = new GetBranchCommand({ repositoryName: DEMO.repository, branchName: DEMO.branch })
  const answer = await ensure(() => codecommit.send(get), 'BranchDoesNotExistException')
  return answer?.branch?.commitId
}

async function firstCommit(codecommit: CodeCommitClient): Promise<string> {
  const { commitId = '' } = await codecommit.send(
    new CreateCommitCommand({
      repositoryName: DEMO.repository,
      branchName: DEMO.branch,
      authorName: 'Towpath',
      email: 'towpath@localhost',
      commitMessage: 'Add the sample\n',
      putFiles: await sampleFiles(),
    }),
  )
  return commitId
}

async function sampleFiles(): Promise<PutFileEntry[]> {
  const entries = await readdir(SAMPLE, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Promise.all(
    files.sort().map(async (file) => ({
      filePath: relative(SAMPLE, file),
      fileMode: (await stat(file)).mode & 0o100 ? ('EXECUTABLE' as const) : ('NORMAL' as const),
      fileContent: await readFile(file),
    })),
  )
}
