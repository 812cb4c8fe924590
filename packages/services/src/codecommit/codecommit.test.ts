import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CodeCommitClient,
  CreateBranchCommand,
  CreateCommitCommand,
  type CreateCommitCommandInput,
  CreateRepositoryCommand,
  DeleteBranchCommand,
  DeleteRepositoryCommand,
  GetBranchCommand,
  GetCommitCommand,
  GetRepositoryCommand,
  ListBranchesCommand,
  ListRepositoriesCommand,
} from '@aws-sdk/client-codecommit'
import { openRepositories } from '@towpath/git'
import { type WireServer, wireServer } from '@towpath/wire/testing/wire-server.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { codecommitEntry, codecommitSchema } from './index.ts'

let server: WireServer
let folder: string
let client: CodeCommitClient

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'towpath-codecommit-'))
  server = await wireServer([codecommitEntry({ git: openRepositories(folder) })])
  await server.store.migrate([codecommitSchema])
  client = new CodeCommitClient(server.client)
})
afterAll(async () => {
  client.destroy()
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

async function repository(repositoryName: string) {
  await client.send(new CreateRepositoryCommand({ repositoryName }))
  const { commitId = '' } = await client.send(new CreateCommitCommand(commit(repositoryName, 'one')))
  return commitId
}

function commit(
  repositoryName: string,
  text: string,
  more: Partial<CreateCommitCommandInput> = {},
): CreateCommitCommandInput {
  const putFiles = [{ filePath: 'file.txt', fileContent: Buffer.from(text) }]
  return {
    repositoryName,
    branchName: 'main',
    authorName: 'Ada',
    email: 'ada@example.test',
    commitMessage: text,
    putFiles,
    ...more,
  }
}

test('a new repository has an address for git and no default branch until something is committed', async () => {
  const { repositoryMetadata } = await client.send(
    new CreateRepositoryCommand({ repositoryName: 'fresh', repositoryDescription: 'd' }),
  )

  expect(repositoryMetadata).toMatchObject({
    repositoryName: 'fresh',
    repositoryDescription: 'd',
    accountId: '123456789012',
    Arn: 'arn:aws:codecommit:us-east-1:123456789012:fresh',
    cloneUrlHttp: `${server.endpoint}/git/towpath/fresh.git`,
  })
  expect(repositoryMetadata?.defaultBranch).toBeUndefined()
})

test('a commit can be read back, and makes its branch the default', async () => {
  const commitId = await repository('commits')

  const { commit: read } = await client.send(new GetCommitCommand({ repositoryName: 'commits', commitId }))
  const { repositoryMetadata } = await client.send(new GetRepositoryCommand({ repositoryName: 'commits' }))

  expect(read).toMatchObject({
    commitId,
    message: 'one',
    parents: [],
    author: { name: 'Ada', email: 'ada@example.test' },
  })
  expect(repositoryMetadata?.defaultBranch).toBe('main')
})

test('a commit without its parent, or with one that is not the newest, is refused', async () => {
  const first = await repository('parents')
  await client.send(new CreateCommitCommand(commit('parents', 'two', { parentCommitId: first })))

  const without = client.send(new CreateCommitCommand(commit('parents', 'three')))
  const late = client.send(new CreateCommitCommand(commit('parents', 'three', { parentCommitId: first })))

  await expect(without).rejects.toMatchObject({ name: 'ParentCommitIdRequiredException' })
  await expect(late).rejects.toMatchObject({ name: 'ParentCommitIdOutdatedException' })
})

test('branches are made, listed and deleted, but never the default one', async () => {
  const commitId = await repository('branches')
  const names = { repositoryName: 'branches', branchName: 'next' }

  await client.send(new CreateBranchCommand({ ...names, commitId }))
  const listed = await client.send(new ListBranchesCommand({ repositoryName: 'branches' }))
  const deleted = await client.send(new DeleteBranchCommand(names))

  expect(listed.branches).toEqual(['main', 'next'])
  expect(deleted.deletedBranch).toEqual({ branchName: 'next', commitId })
  await expect(client.send(new DeleteBranchCommand({ ...names, branchName: 'main' }))).rejects.toMatchObject({
    name: 'DefaultBranchCannotBeDeletedException',
  })
  await expect(client.send(new GetBranchCommand(names))).rejects.toMatchObject({ name: 'BranchDoesNotExistException' })
})

test('a deleted repository leaves nothing behind for one of the same name', async () => {
  await repository('again')
  await client.send(new DeleteRepositoryCommand({ repositoryName: 'again' }))

  await client.send(new CreateRepositoryCommand({ repositoryName: 'again' }))

  expect((await client.send(new ListBranchesCommand({ repositoryName: 'again' }))).branches).toEqual([])
})

test.each([
  ['../../etc', 'InvalidRepositoryNameException'],
  ['a.git', 'InvalidRepositoryNameException'],
  ['missing', 'RepositoryDoesNotExistException'],
])('%s is answered with %s', async (repositoryName, name) => {
  await expect(client.send(new GetRepositoryCommand({ repositoryName }))).rejects.toMatchObject({ name })
})

test('repositories are listed by name', async () => {
  await client.send(new CreateRepositoryCommand({ repositoryName: 'aaa' }))

  const { repositories = [] } = await client.send(new ListRepositoriesCommand({}))

  const names = repositories.map((each) => each.repositoryName ?? '')
  expect(names[0]).toBe('aaa')
  expect(names).toEqual([...names].sort())
})
