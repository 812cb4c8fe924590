import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  BatchGetCommitsCommand,
  CodeCommitClient,
  CreateBranchCommand,
  CreateCommitCommand,
  type CreateCommitCommandInput,
  CreateRepositoryCommand,
  DeleteFileCommand,
  GetBlobCommand,
  GetBranchCommand,
  GetDifferencesCommand,
  GetFileCommand,
  GetFolderCommand,
  ListFileCommitHistoryCommand,
  MergeBranchesByFastForwardCommand,
  PutFileCommand,
} from '@aws-sdk/client-codecommit'
import { type GitRepositories, openRepositories } from '@towpath/git'
import { type WireServer, wireServer } from '@towpath/wire/testing/wire-server.ts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { codecommitEntry, codecommitSchema } from './index.ts'

let server: WireServer
let folder: string
let git: GitRepositories
let client: CodeCommitClient
let repositoryName: string
let count = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'towpath-codecommit-'))
  git = openRepositories(folder)
  server = await wireServer([codecommitEntry({ git })])
  await server.store.migrate([codecommitSchema])
  client = new CodeCommitClient(server.client)
})
afterAll(async () => {
  client.destroy()
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  repositoryName = `files-${count++}`
  await client.send(new CreateRepositoryCommand({ repositoryName }))
})

const bytes = (text: string) => new TextEncoder().encode(text)

async function commit(more: Partial<CreateCommitCommandInput>) {
  return client.send(
    new CreateCommitCommand({ repositoryName, branchName: 'main', authorName: 'Ada', email: 'a@b.test', ...more }),
  )
}

async function put(files: Record<string, string>, more: Partial<CreateCommitCommandInput> = {}): Promise<string> {
  const putFiles = Object.entries(files).map(([filePath, text]) => ({ filePath, fileContent: bytes(text) }))
  return (await commit({ putFiles, ...more })).commitId ?? ''
}

const read = async (filePath: string, commitSpecifier?: string) => {
  const { fileContent, ...rest } = await client.send(new GetFileCommand({ repositoryName, filePath, commitSpecifier }))
  return { ...rest, text: new TextDecoder().decode(fileContent) }
}

const ODD = ['-n', '--all', 'dir with space/ü 文.txt', 'tab\there', '*', ':(glob)**', '"quoted"', "it's"]

test('files of any name can be written, read, told apart and deleted', async () => {
  const first = await put(Object.fromEntries(ODD.map((name) => [name, `content of ${name}`])))

  for (const name of ODD) expect((await read(name)).text).toBe(`content of ${name}`)
  const gone = await client.send(
    new DeleteFileCommand({ repositoryName, branchName: 'main', filePath: '*', parentCommitId: first }),
  )
  const { differences } = await client.send(
    new GetDifferencesCommand({ repositoryName, beforeCommitSpecifier: first, afterCommitSpecifier: 'main' }),
  )

  expect(gone).toMatchObject({ filePath: '*', commitId: expect.stringMatching(/^[0-9a-f]{40}$/) })
  expect(differences).toMatchObject([
    { changeType: 'D', beforeBlob: { path: '*', blobId: gone.blobId, mode: '100644' } },
  ])
})

test('branches named like options or in any script can be written to and read from', async () => {
  const first = await put({ a: '1' })
  for (const branchName of ['ü-文', 'feature/x y'.replace(' ', '.'), 'HEAD-2']) {
    await client.send(new CreateBranchCommand({ repositoryName, branchName, commitId: first }))
    await put({ b: branchName }, { branchName, parentCommitId: first })
    expect((await read('b', branchName)).text).toBe(branchName)
  }

  const flag = client.send(new CreateBranchCommand({ repositoryName, branchName: '--help', commitId: first }))

  await expect(flag).rejects.toMatchObject({ name: 'InvalidBranchNameException' })
  await expect(read('a', '--help')).rejects.toMatchObject({ name: 'CommitDoesNotExistException' })
})

test.each([
  ['main~1', 'InvalidCommitException'],
  ['main:a', 'InvalidCommitException'],
  ['nope', 'CommitDoesNotExistException'],
  ['f'.repeat(40), 'CommitDoesNotExistException'],
])('the revision %s is answered with %s', async (specifier, name) => {
  await put({ a: '1' })

  await expect(read('a', specifier)).rejects.toMatchObject({ name })
})

test('a file is read at a branch, its full name, HEAD or a commit; without any of them at the default branch', async () => {
  const first = await put({ a: '1' })
  await put({ a: '2' }, { parentCommitId: first })

  expect(await read('a', first)).toMatchObject({ text: '1', commitId: first, fileSize: 1, fileMode: 'NORMAL' })
  for (const specifier of ['main', 'refs/heads/main', 'HEAD', undefined]) {
    expect((await read('/a', specifier)).text).toBe('2')
  }
})

test('a folder shows its files, links and folders, and one that is none does not exist', async () => {
  await commit({
    putFiles: [
      { filePath: 'run.sh', fileContent: bytes('x'), fileMode: 'EXECUTABLE' },
      { filePath: 'link', fileContent: bytes('run.sh'), fileMode: 'SYMLINK' },
      { filePath: 'src/a/b.txt', fileContent: bytes('b') },
    ],
  })
  const get = (folderPath: string) => client.send(new GetFolderCommand({ repositoryName, folderPath }))

  const root = await get('/')
  const nested = await get('src/a/')

  expect(root.files).toMatchObject([{ absolutePath: 'run.sh', relativePath: 'run.sh', fileMode: 'EXECUTABLE' }])
  expect(root.symbolicLinks).toMatchObject([{ absolutePath: 'link', fileMode: 'SYMLINK' }])
  expect(root.subFolders).toMatchObject([{ absolutePath: 'src', relativePath: 'src' }])
  expect(nested).toMatchObject({ folderPath: 'src/a', files: [{ absolutePath: 'src/a/b.txt', relativePath: 'b.txt' }] })
  await expect(get('run.sh')).rejects.toMatchObject({ name: 'FolderDoesNotExistException' })
  await expect(get('nope')).rejects.toMatchObject({ name: 'FolderDoesNotExistException' })
  await expect(get('../etc')).rejects.toMatchObject({ name: 'InvalidPathException' })
})

test('a blob is read by its id, and a file larger than 6 MB has to be fetched with git', async () => {
  await put({ small: 'hello' })
  const { blobId = '' } = await read('small')
  const parent = (await git.branches(`towpath/${repositoryName}`)).get('main')
  const author = { name: 'Ada', email: '' }
  const changes = [{ path: 'large', content: Buffer.alloc(7 * 1024 * 1024, 'x') }]
  await git.commitFiles(`towpath/${repositoryName}`, { branch: 'main', parent, author, message: 'm', at: 0, changes })

  const blob = await client.send(new GetBlobCommand({ repositoryName, blobId }))
  const large = (await client.send(new GetFolderCommand({ repositoryName, folderPath: '' }))).files?.[0]?.blobId

  expect(new TextDecoder().decode(blob.content)).toBe('hello')
  await expect(read('large')).rejects.toMatchObject({ name: 'FileTooLargeException' })
  await expect(client.send(new GetBlobCommand({ repositoryName, blobId: large }))).rejects.toMatchObject({
    name: 'FileTooLargeException',
  })
  await expect(client.send(new GetBlobCommand({ repositoryName, blobId: parent }))).rejects.toMatchObject({
    name: 'BlobIdDoesNotExistException',
  })
})

test('a file is put onto the branch where the caller saw it, and not twice', async () => {
  const input = { repositoryName, branchName: 'main', filePath: 'a', fileContent: bytes('1') }
  const first = await client.send(new PutFileCommand(input))
  const second = new PutFileCommand({ ...input, fileContent: bytes('2'), parentCommitId: first.commitId })
  await client.send(second)

  await expect(client.send(second)).rejects.toMatchObject({ name: 'ParentCommitIdOutdatedException' })
  await expect(client.send(new PutFileCommand(input))).rejects.toMatchObject({
    name: 'ParentCommitIdRequiredException',
  })
  const { branch } = await client.send(new GetBranchCommand({ repositoryName, branchName: 'main' }))
  const same = new PutFileCommand({ ...input, fileContent: bytes('2'), parentCommitId: branch?.commitId })
  await expect(client.send(same)).rejects.toMatchObject({ name: 'SameFileContentException' })
  expect((await read('a')).text).toBe('2')
})

test('of two commits onto the same parent at once one wins', async () => {
  const parentCommitId = await put({ a: '0' })

  const both = await Promise.allSettled(['1', '2'].map((text) => put({ a: text }, { parentCommitId })))

  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('one commit puts, moves, deletes and sets modes, and tells what it did', async () => {
  const first = await put({ moved: 'm', gone: 'g', script: '#!/bin/sh', kept: 'k' })

  const done = await commit({
    parentCommitId: first,
    putFiles: [
      { filePath: 'new', fileContent: bytes('n') },
      { filePath: 'kept', fileContent: bytes('changed') },
      { filePath: 'to/here', sourceFile: { filePath: 'moved', isMove: true } },
    ],
    deleteFiles: [{ filePath: 'gone' }],
    setFileModes: [{ filePath: 'script', fileMode: 'EXECUTABLE' }],
  })

  const paths = (files: { absolutePath?: string }[] = []) => files.map(({ absolutePath }) => absolutePath)
  expect(paths(done.filesAdded)).toEqual(['new', 'to/here'])
  expect(paths(done.filesUpdated)).toEqual(['kept', 'script'])
  expect(paths(done.filesDeleted)).toEqual(['gone', 'moved'])
  expect(await read('script')).toMatchObject({ fileMode: 'EXECUTABLE', text: '#!/bin/sh' })
  expect((await read('to/here')).text).toBe('m')
})

test('a folder that would become empty is kept when that is asked for', async () => {
  const parentCommitId = await put({ 'dir/only': '1', b: '1' })

  await commit({ parentCommitId, deleteFiles: [{ filePath: 'dir/only' }], keepEmptyFolders: true })

  expect((await read('dir/.gitkeep')).fileSize).toBe(0)
})

const file = (filePath: string, text = 'x') => ({ filePath, fileContent: bytes(text) })

test.each<[string, string, Partial<CreateCommitCommandInput>]>([
  ['nothing to do', 'FileEntryRequiredException', {}],
  ['the same path twice', 'SamePathRequestException', { putFiles: [file('n')], deleteFiles: [{ filePath: '/n' }] }],
  ['a file and what is below it', 'PutFileEntryConflictException', { putFiles: [file('n'), file('n/m')] }],
  ['neither content nor source', 'SourceFileOrContentRequiredException', { putFiles: [{ filePath: 'n' }] }],
  [
    'both content and source',
    'FileContentAndSourceFileSpecifiedException',
    { putFiles: [{ ...file('n'), sourceFile: { filePath: 'a' } }] },
  ],
  [
    'a source that is not there',
    'FileDoesNotExistException',
    { putFiles: [{ filePath: 'n', sourceFile: { filePath: 'z' } }] },
  ],
  ['a file to delete that is not there', 'FileDoesNotExistException', { deleteFiles: [{ filePath: 'z' }] }],
  ['a folder to delete', 'FileDoesNotExistException', { deleteFiles: [{ filePath: 'dir' }] }],
  [
    'a mode for what is not there',
    'FileDoesNotExistException',
    { setFileModes: [{ filePath: 'z', fileMode: 'NORMAL' }] },
  ],
  ['a file in place of a folder', 'FileNameConflictsWithDirectoryNameException', { putFiles: [file('dir')] }],
  ['a file below a file', 'DirectoryNameConflictsWithFileNameException', { putFiles: [file('a/b')] }],
  ['a path out of the repository', 'InvalidPathException', { putFiles: [file('../../etc/passwd')] }],
  ['a path into .git', 'InvalidPathException', { putFiles: [file('x/.GIT/config')] }],
  [
    '101 files',
    'MaximumFileEntriesExceededException',
    { putFiles: Array.from({ length: 101 }, (_, n) => file(`f${n}`)) },
  ],
  ['a file of 7 MB', 'FileContentSizeLimitExceededException', { putFiles: [file('n', 'x'.repeat(7 * 1024 * 1024))] }],
  [
    '21 MB in all',
    'FolderContentSizeLimitExceededException',
    { putFiles: [1, 2, 3, 4].map((n) => file(`f${n}`, 'x'.repeat(5.25 * 1024 * 1024))) },
  ],
  ['no change', 'NoChangeException', { putFiles: [file('a', '1')] }],
  ['no such branch', 'BranchDoesNotExistException', { branchName: 'nope', putFiles: [file('n')] }],
  ['a parent that is no id', 'InvalidParentCommitIdException', { parentCommitId: 'main', putFiles: [file('n')] }],
  [
    'a parent that is not there',
    'ParentCommitDoesNotExistException',
    { parentCommitId: 'f'.repeat(40), putFiles: [file('n')] },
  ],
  ['an email with a line break', 'InvalidEmailException', { email: 'a@b\n', putFiles: [file('n')] }],
  ['a very long name', 'NameLengthExceededException', { authorName: 'x'.repeat(2000), putFiles: [file('n')] }],
  [
    'a very long message',
    'CommitMessageLengthExceededException',
    { commitMessage: 'x'.repeat(30_000), putFiles: [file('n')] },
  ],
])('%s is refused with %s, and the branch stays where it is', async (_, name, input) => {
  const parentCommitId = await put({ a: '1', 'dir/b': '1' })

  await expect(commit({ parentCommitId, ...input })).rejects.toMatchObject({ name })

  const { branch } = await client.send(new GetBranchCommand({ repositoryName, branchName: 'main' }))
  expect(branch?.commitId).toBe(parentCommitId)
})

test('an author whose name git cannot keep becomes the caller', async () => {
  const commitId = await put({ a: '1' }, { authorName: '<>\n..', email: '' })

  const { commits } = await client.send(new BatchGetCommitsCommand({ repositoryName, commitIds: [commitId] }))

  expect(commits?.[0]?.author).toMatchObject({ name: 'root', email: '' })
})

test('many commits are read at once, and those that are not there are told', async () => {
  const commitId = await put({ a: '1' })
  const commitIds = [commitId, 'f'.repeat(40), commitId]

  const { commits, errors } = await client.send(new BatchGetCommitsCommand({ repositoryName, commitIds }))

  expect(commits?.map((each) => each.commitId)).toEqual([commitId])
  expect(errors).toMatchObject([{ commitId: 'f'.repeat(40), errorCode: 'CommitIdDoesNotExistException' }])
})

test('differences come in pages, of one folder if that is asked for, and without a before as all there is', async () => {
  const first = await put({ a: '1' })
  await put({ a: '2', 'dir/b': '1', 'dir/c': '1' }, { parentCommitId: first })
  const range = { repositoryName, beforeCommitSpecifier: first, afterCommitSpecifier: 'main' }
  const get = async (more: object) => client.send(new GetDifferencesCommand({ ...range, ...more }))
  const told = ({ differences = [] }: Awaited<ReturnType<typeof get>>) =>
    differences.map(({ changeType, afterBlob }) => `${changeType} ${afterBlob?.path}`)

  const one = await get({ MaxResults: 2 })
  const two = await get({ MaxResults: 2, NextToken: one.NextToken })

  expect([...told(one), ...told(two)]).toEqual(['M a', 'A dir/b', 'A dir/c'])
  expect(two.NextToken).toBeUndefined()
  expect(told(await get({ afterPath: 'dir' }))).toEqual(['A dir/b', 'A dir/c'])
  expect(told(await get({ beforeCommitSpecifier: undefined }))).toEqual(['A a', 'A dir/b', 'A dir/c'])
  await expect(get({ afterPath: 'nope' })).rejects.toMatchObject({ name: 'PathDoesNotExistException' })
  await expect(get({ NextToken: 'x' })).rejects.toMatchObject({ name: 'InvalidContinuationTokenException' })
  await expect(get({ MaxResults: 0 })).rejects.toMatchObject({ name: 'InvalidMaxResultsException' })
})

test('the history of a file is told newest first, in pages', async () => {
  const ids: string[] = []
  for (const text of ['1', '2', '3']) ids.unshift(await put({ a: text }, { parentCommitId: ids[0] }))
  await put({ b: '1' }, { parentCommitId: ids[0] })
  const get = (nextToken?: string) =>
    client.send(new ListFileCommitHistoryCommand({ repositoryName, filePath: 'a', maxResults: 2, nextToken }))

  const one = await get()
  const two = await get(one.nextToken)

  const versions = [...(one.revisionDag ?? []), ...(two.revisionDag ?? [])]
  expect(versions.map(({ commit: each }) => each?.commitId)).toEqual(ids)
  expect(versions.map(({ revisionChildren }) => revisionChildren)).toEqual([[], [ids[0]], [ids[1]]])
  expect(two.nextToken).toBeUndefined()
  await expect(get('-1')).rejects.toMatchObject({ name: 'InvalidContinuationTokenException' })
})

test('a branch is moved forward, but not when it has commits of its own', async () => {
  const first = await put({ a: '1' })
  await client.send(new CreateBranchCommand({ repositoryName, branchName: 'next', commitId: first }))
  const second = await put({ a: '2' }, { branchName: 'next', parentCommitId: first })
  const merge = () =>
    client.send(
      new MergeBranchesByFastForwardCommand({
        repositoryName,
        sourceCommitSpecifier: 'next',
        destinationCommitSpecifier: 'main',
      }),
    )

  const merged = await merge()

  expect(merged.commitId).toBe(second)
  expect((await read('a', 'main')).text).toBe('2')
  await put({ b: '1' }, { parentCommitId: second })
  await put({ c: '1' }, { branchName: 'next', parentCommitId: second })
  await expect(merge()).rejects.toMatchObject({ name: 'ManualMergeRequiredException' })
})
