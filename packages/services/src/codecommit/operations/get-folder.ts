import type { GetFolderInput, GetFolderOutput } from '@aws-sdk/client-codecommit'
import { operation } from '@towpath/wire'
import { fileMode } from '../answers.ts'
import { folderDoesNotExist } from '../errors.ts'
import { commitOf } from '../lookup.ts'
import type { GitEntry } from '../ports/git.ts'
import { type Ctx, existing, onRepository, type Room } from '../room.ts'
import { pathOf } from '../rules/names.ts'
import { checkFolderPath } from '../rules/paths.ts'

export const getFolder = operation<GetFolderInput, GetFolderOutput, Room>('GetFolder', {
  kind: 'read',
  access: onRepository('GetFolder'),
  async run(input, ctx) {
    const path = pathOf(await existing(ctx, input.repositoryName))
    const folderPath = checkFolderPath(input.folderPath)
    const commitId = await commitOf(ctx, path, input.commitSpecifier)
    const treeId = await treeOf(ctx, path, commitId, folderPath)
    const entries = (await ctx.git.tree(path, commitId, folderPath)).map((entry) => ({
      ...entry,
      place: { absolutePath: folderPath === '' ? entry.path : `${folderPath}/${entry.path}`, relativePath: entry.path },
    }))
    const of = (kind: (entry: GitEntry) => boolean) => entries.filter(kind)
    const described = (kind: (entry: GitEntry) => boolean) =>
      of(kind).map(({ id, mode, place }) => ({ blobId: id, ...place, fileMode: fileMode(mode) }))
    return {
      commitId,
      folderPath,
      treeId,
      subFolders: of(({ type }) => type === 'tree').map(({ id, place }) => ({ treeId: id, ...place })),
      files: described(({ type, mode }) => type === 'blob' && mode !== '120000'),
      symbolicLinks: described(({ type, mode }) => type === 'blob' && mode === '120000'),
      subModules: of(({ type }) => type === 'commit').map(({ id, place }) => ({ commitId: id, ...place })),
    }
  },
})

async function treeOf(ctx: Ctx, path: string, commitId: string, folder: string): Promise<string> {
  if (folder === '') return (await ctx.git.commit(path, commitId)).tree
  const entry = await ctx.git.entry(path, commitId, folder)
  if (entry?.type !== 'tree') throw folderDoesNotExist(folder)
  return entry.id
}
