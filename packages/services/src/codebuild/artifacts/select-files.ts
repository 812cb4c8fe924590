import type { ArtifactSpec, FileSetSpec } from '../buildspec/buildspec.ts'
import type { PhaseContext } from '../buildspec/problem.ts'
import { glob } from './glob.ts'

/** A file that goes into an artifact. */
export interface SelectedFile {
  /** Relative to the base directory. */
  from: string
  /** Name within the artifact. */
  to: string
}

export interface Selection {
  files: SelectedFile[]
  /** Patterns that matched nothing: each is logged as `Skipping invalid file path <pattern>` (observed). */
  unmatched: string[]
}

/**
 * Which of `paths` (files below the base directory, relative to it, with forward slashes) a file set selects, each once,
 * in the order of the patterns. With `discardPaths` files of the same name overwrite one another, so only the last stays.
 */
export function selectFiles(
  spec: FileSetSpec & Partial<Pick<ArtifactSpec, 'excludePaths'>>,
  paths: readonly string[],
): Selection {
  const excluded = (spec.excludePaths ?? []).map(glob)
  const eligible = paths.filter((path) => isInside(path) && !excluded.some((pattern) => pattern.matches(path)))
  const chosen = new Map<string, SelectedFile>()
  const unmatched: string[] = []
  for (const file of spec.files) {
    const pattern = glob(file)
    const matches = eligible.filter((path) => pattern.matches(path))
    if (matches.length === 0) unmatched.push(file)
    for (const from of matches) {
      const to = spec.discardPaths ? from.slice(from.lastIndexOf('/') + 1) : from
      chosen.set(to, { from, to })
    }
  }
  return { files: [...chosen.values()], unmatched }
}

/** Why UPLOAD_ARTIFACTS fails when nothing was selected at all (observed). */
export const noMatchingPaths = (): PhaseContext => ({
  statusCode: 'CLIENT_ERROR',
  message: 'no matching artifact paths found',
})

/** Which directories a base directory means: it may be a pattern (documented). `directories` are those of the source. */
export function baseDirectories(pattern: string | undefined, directories: readonly string[]): string[] {
  if (pattern === undefined || pattern === '.' || pattern === './') return ['.']
  const compiled = glob(pattern)
  return directories.filter((directory) => isInside(directory) && compiled.matches(directory))
}

/** Nothing outside of the base directory is ever part of an artifact. */
function isInside(path: string): boolean {
  return !path.startsWith('/') && !path.split('/').includes('..')
}
