import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import {
  type CodeCommitClient,
  CreateCommitCommand,
  CreateRepositoryCommand,
  GetBranchCommand,
  GetRepositoryCommand,
  ListTagsForResourceCommand,
  type PutFileEntry,
  TagResourceCommand,
} from '@aws-sdk/client-codecommit'
import { DEMO } from './names.ts'
import { ensure } from './progress.ts'
import { SAMPLE_FOLDERS, type Sample } from './samples.ts'

/** The repository's tag that tells which sample it holds. */
const TAG = 'sample'

/** The sample that an earlier start committed; undefined when there is none. */
export async function presentSample(codecommit: CodeCommitClient): Promise<Sample | undefined> {
  if ((await tip(codecommit)) === undefined) return undefined
  const { repositoryMetadata } = await codecommit.send(new GetRepositoryCommand({ repositoryName: DEMO.repository }))
  const { tags } = await codecommit.send(new ListTagsForResourceCommand({ resourceArn: repositoryMetadata?.Arn }))
  return tags?.[TAG] === 'container' ? 'container' : 'plain'
}

/** Makes the embedded repository with the sample as its first commit. A repository with commits is left as it is. */
export async function ensureRepository(
  codecommit: CodeCommitClient,
  sample: Sample,
): Promise<{ cloneUrl: string; commitId: string }> {
  const repositoryName = DEMO.repository
  const create = new CreateRepositoryCommand({
    repositoryName,
    repositoryDescription: 'The sample that npm start deploys',
  })
  await ensure(() => codecommit.send(create), 'RepositoryNameExistsException')
  const { repositoryMetadata } = await codecommit.send(new GetRepositoryCommand({ repositoryName }))
  const cloneUrl = repositoryMetadata?.cloneUrlHttp ?? ''
  const commitId = await tip(codecommit)
  if (commitId !== undefined) return { cloneUrl, commitId }
  const tag = new TagResourceCommand({ resourceArn: repositoryMetadata?.Arn, tags: { [TAG]: sample } })
  await codecommit.send(tag)
  return { cloneUrl, commitId: await firstCommit(codecommit, SAMPLE_FOLDERS[sample]) }
}

async function tip(codecommit: CodeCommitClient): Promise<string | undefined> {
  const get = new GetBranchCommand({ repositoryName: DEMO.repository, branchName: DEMO.branch })
  const answer = await ensure(
    () => codecommit.send(get),
    'BranchDoesNotExistException',
    'RepositoryDoesNotExistException',
  )
  return answer?.branch?.commitId
}

async function firstCommit(codecommit: CodeCommitClient, folder: string): Promise<string> {
  const { commitId = '' } = await codecommit.send(
    new CreateCommitCommand({
      repositoryName: DEMO.repository,
      branchName: DEMO.branch,
      authorName: 'Towpath',
      email: 'towpath@localhost',
      commitMessage: 'Add the sample\n',
      putFiles: await filesOf(folder),
    }),
  )
  return commitId
}

async function filesOf(folder: string): Promise<PutFileEntry[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Promise.all(
    files.sort().map(async (file) => ({
      filePath: relative(folder, file),
      fileMode: (await stat(file)).mode & 0o100 ? ('EXECUTABLE' as const) : ('NORMAL' as const),
      fileContent: await readFile(file),
    })),
  )
}
