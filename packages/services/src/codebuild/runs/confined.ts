import { lstat, realpath } from 'node:fs/promises'
import { isAbsolute, join, relative } from 'node:path'

/**
 * The file that `path` (relative to `folder`) really is, once all links are followed; undefined when there is none, or when
 * it is not below `root`. Only for folders that nobody writes to meanwhile.
 */
export async function confinedPath(root: string, folder: string, path: string): Promise<string | undefined> {
  const real = await realpath(join(folder, path)).catch(() => undefined)
  if (real === undefined) return undefined
  return isBelow(real, await realpath(root)) ? real : undefined
}

export function isBelow(path: string, root: string): boolean {
  const rest = relative(root, path)
  return rest === '' || (!isAbsolute(rest) && rest.split('/')[0] !== '..')
}

export async function isFile(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isFile() ?? false
}
