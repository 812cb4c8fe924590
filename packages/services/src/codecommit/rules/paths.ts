import { invalidPath, pathRequired } from '../errors.ts'

/** Documented: a path has at most 4,096 characters. */
const MOST = 4096

/** The path of a file, checked; a slash before it means the root, as everywhere in AWS's examples. */
export function checkFilePath(given: string | undefined): string {
  if (!given) throw pathRequired()
  const path = given.replace(/^\//, '')
  if (!isPath(path)) throw invalidPath(given)
  return path
}

/** The path of a folder without slashes around it; empty: the root. */
export function checkFolderPath(given: string | undefined): string {
  if (given === undefined) throw pathRequired()
  const path = given.replace(/^\/|\/$/g, '')
  if (path !== '' && !isPath(path)) throw invalidPath(given)
  return path
}

function isPath(path: string): boolean {
  const parts = path.split('/')
  const bad = parts.some((part) => part === '' || part === '.' || part === '..' || part.toLowerCase() === '.git')
  return !bad && path.length <= MOST && !path.includes('\0')
}

/** `a/b` and `a` of `a/b/c`. */
export function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}
