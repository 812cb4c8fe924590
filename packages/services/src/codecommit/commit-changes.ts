import type { CreateCommitInput, FileMetadata } from '@aws-sdk/client-codecommit'
import { fileMode, gitMode } from './answers.ts'
import {
  branchDoesNotExist,
  branchNameIsTagName,
  branchNameRequired,
  directoryNameConflictsWithFileName,
  fileDoesNotExist,
  fileNameConflictsWithDirectoryName,
  filePathConflictsWithSubmodulePath,
  invalidBranchName,
  invalidParentCommitId,
  invalidPath,
  parentCommitDoesNotExist,
  parentCommitIdOutdated,
  parentCommitIdRequired,
} from './errors.ts'
import { type GitEntry, type GitFileChange, isGitFailure } from './ports/git.ts'
import { type Ctx, existing } from './room.ts'
import { type CommitRequest, checkCommitRequest, checkSignature } from './rules/commit-request.ts'
import { isCommitId, pathOf } from './rules/names.ts'
import { checkFilePath, foldersAbove } from './rules/paths.ts'

export interface Committed {
  commitId: string
  treeId: string
  added: FileMetadata[]
  updated: FileMetadata[]
  deleted: FileMetadata[]
}

/**
 * One commit onto a branch, which must still be where the caller saw it. Rejects with the errors of CreateCommit, and
 * with git's NothingChanged.
 */
export async function commitChanges(ctx: Ctx, input: CreateCommitInput): Promise<Committed> {
  const path = pathOf(await existing(ctx, input.repositoryName))
  const { branchName: branch } = input
  if (!branch) throw branchNameRequired()
  const request = checkCommitRequest(input)
  const { authorName: name, email, commitMessage: message } = input
  const signature = checkSignature({ name, email, message }, ctx.principal.name ?? 'root')
  const parent = await parentOf(ctx, path, branch, input.parentCommitId)
  const changes = await fileChanges(ctx, path, parent, request, input.keepEmptyFolders === true)
  try {
    const commitId = await ctx.git.commitFiles(path, { branch, parent, at: ctx.clock.now(), changes, ...signature })
    const { tree: treeId } = await ctx.git.commit(path, commitId)
    const differences = await ctx.git.changes(path, parent, commitId)
    const described = (kind: 'added' | 'updated' | 'deleted') =>
      differences.flatMap(({ path: absolutePath, before, after }) => {
        const now = after ?? before
        const is = before === undefined ? 'added' : after === undefined ? 'deleted' : 'updated'
        return now && is === kind ? [{ absolutePath, blobId: now.id, fileMode: fileMode(now.mode) }] : []
      })
    return {
      commitId,
      treeId,
      added: described('added'),
      updated: described('updated'),
      deleted: described('deleted'),
    }
  } catch (error) {
    if (isGitFailure(error, 'TipMoved')) {
      throw parentCommitIdOutdated(parent ?? 'no commit', (await ctx.git.branches(path)).get(branch))
    }
    if (isGitFailure(error, 'InvalidName')) {
      throw error.message.includes('branch') ? invalidBranchName(branch) : invalidPath(changes[0]?.path ?? '')
    }
    throw error
  }
}

/** Where the branch is and must stay; undefined for the first commit of a repository. */
async function parentOf(ctx: Ctx, path: string, branch: string, given: string | undefined) {
  const branches = await ctx.git.branches(path)
  const tip = branches.get(branch)
  if (tip === undefined) {
    if (await ctx.git.resolve(path, `refs/tags/${branch}`)) throw branchNameIsTagName(branch)
    if (branches.size > 0) throw branchDoesNotExist(branch)
    if (given === undefined) return undefined
  }
  if (given === undefined) throw parentCommitIdRequired(branch)
  if (!isCommitId(given)) throw invalidParentCommitId(given)
  if (given === tip) return given
  if (!(await ctx.git.resolve(path, given))) throw parentCommitDoesNotExist(given)
  throw parentCommitIdOutdated(given, tip)
}

async function fileChanges(
  ctx: Ctx,
  path: string,
  parent: string | undefined,
  { putFiles, deleteFiles, setFileModes }: CommitRequest,
  keepEmptyFolders: boolean,
): Promise<GitFileChange[]> {
  const present = new Map<string, GitEntry | undefined>()
  const entry = async (file: string): Promise<GitEntry | undefined> => {
    if (!present.has(file))
      present.set(file, parent === undefined ? undefined : await ctx.git.entry(path, parent, file))
    return present.get(file)
  }
  const file = async (name: string): Promise<GitEntry> => {
    const found = await entry(name)
    if (found?.type !== 'blob') throw fileDoesNotExist(name)
    return found
  }

  const changes: GitFileChange[] = []
  for (const { filePath = '' } of deleteFiles) changes.push({ path: (await file(filePath)).path, content: null })
  for (const { filePath = '', fileMode: mode } of setFileModes) {
    changes.push({ path: filePath, content: { blob: (await file(filePath)).id }, mode: gitMode(mode) })
  }
  const gone = new Set(deleteFiles.map(({ filePath }) => filePath))
  for (const { filePath = '', fileContent, sourceFile, fileMode: mode } of putFiles) {
    await assertFree(filePath, gone, entry)
    if (fileContent) {
      changes.push({ path: filePath, content: fileContent, mode: gitMode(mode) })
      continue
    }
    const source = await file(checkFilePath(sourceFile?.filePath))
    changes.push({ path: filePath, content: { blob: source.id }, mode: gitMode(mode ?? fileMode(source.mode)) })
    if (sourceFile?.isMove) changes.push({ path: source.path, content: null })
  }
  if (parent && keepEmptyFolders) changes.push(...(await placeholders(ctx, path, parent, changes)))
  return changes
}

/** Git would put a file in place of a folder, and a folder in place of a file, without a word. */
async function assertFree(
  path: string,
  gone: ReadonlySet<string | undefined>,
  entry: (path: string) => Promise<GitEntry | undefined>,
): Promise<void> {
  const there = await entry(path)
  if (there?.type === 'tree') throw fileNameConflictsWithDirectoryName(path)
  if (there?.type === 'commit') throw filePathConflictsWithSubmodulePath(path)
  for (const folder of foldersAbove(path)) {
    const above = await entry(folder)
    if (above?.type === 'commit') throw filePathConflictsWithSubmodulePath(folder)
    if (above?.type === 'blob' && !gone.has(folder)) throw directoryNameConflictsWithFileName(folder)
  }
}

/** Git keeps no empty folders: each that would become one gets a file `.gitkeep`, as CodeCommit does it. */
async function placeholders(
  ctx: Ctx,
  path: string,
  parent: string,
  changes: GitFileChange[],
): Promise<GitFileChange[]> {
  const deleted = new Set(changes.filter(({ content }) => content === null).map((change) => change.path))
  const folders = new Set([...deleted].flatMap((file) => foldersAbove(file).slice(-1)))
  const kept: GitFileChange[] = []
  for (const folder of folders) {
    const left = (await ctx.git.tree(path, parent, folder)).filter((each) => !deleted.has(`${folder}/${each.path}`))
    const put = changes.some((change) => change.content !== null && change.path.startsWith(`${folder}/`))
    if (left.length === 0 && !put) kept.push({ path: `${folder}/.gitkeep`, content: new Uint8Array() })
  }
  return kept
}
