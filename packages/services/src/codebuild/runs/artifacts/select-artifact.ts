import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { isPlainPath } from '../../artifacts/glob.ts'
import { baseDirectories, selectFiles } from '../../artifacts/select-files.ts'
import type { ArtifactSpec, FileSetSpec } from '../../buildspec/buildspec.ts'
import type { Collected } from '../build-context.ts'
import type { BuildSession } from '../build-session.ts'
import { isBelow } from '../confined.ts'
import { namedFolder, readableFolder } from '../files/export-folders.ts'
import { type ListedFile, listFiles } from '../files/list-files.ts'

/**
 * The files of an artifact or a report, each with its name in there. `baseDirectory`: expanded. Says in the log which
 * patterns match nothing (texts observed).
 */
export async function selectArtifact(
  session: BuildSession,
  spec: FileSetSpec & Partial<Pick<ArtifactSpec, 'excludePaths'>>,
  { baseDirectory = '.', collected }: { baseDirectory?: string; collected: Collected },
): Promise<ListedFile[]> {
  const { log } = session
  log.say(`Expanding base directory path: ${baseDirectory}`, 'Assembling file list')
  const output = await realpath(session.folder.output)
  const folders = await baseFolders(session, baseDirectory, collected)
  const found = new Map<string, ListedFile>()
  const missing = new Map<string, number>()
  for (const { name, path } of folders) {
    log.say(`Expanding file paths for base directory ${name}`)
    const { files } = await listFiles(path, isBelow(path, output) ? output : path)
    const byPath = new Map(files.map((file) => [file.path, file]))
    const selection = selectFiles(spec, [...byPath.keys()])
    for (const pattern of selection.unmatched) missing.set(pattern, (missing.get(pattern) ?? 0) + 1)
    for (const { from, to } of selection.files) {
      const file = byPath.get(from)
      if (file) found.set(to, { ...file, path: to })
    }
  }
  for (const pattern of spec.files) {
    log.say(`Expanding ${pattern}`)
    if ((missing.get(pattern) ?? 0) === folders.length) log.say(`Skipping invalid file path ${pattern}`)
  }
  return [...found.values()]
}

/** The folders that a base directory means, on this machine. */
async function baseFolders(
  session: BuildSession,
  baseDirectory: string,
  { exports }: Collected,
): Promise<{ name: string; path: string }[]> {
  const { folder, context } = session
  const source = join(folder.output, context?.sources?.primary ?? '')
  if (!isPlainPath(baseDirectory)) {
    const real = await readableFolder(session, { path: source }, exports)
    if (real === undefined) return []
    const { directories } = await listFiles(real, real)
    return baseDirectories(baseDirectory, directories).map((name) => ({ name, path: join(real, name) }))
  }
  const named = namedFolder(session, baseDirectory)
  const path = await readableFolder(session, named, exports)
  return path === undefined ? [] : [{ name: baseDirectory, path }]
}
