import { createHash } from 'node:crypto'
import type { ProjectCache } from '@aws-sdk/client-codebuild'
import type { CacheSpec } from '../buildspec/buildspec.ts'

/** Where the caches of a project are. */
export interface CachePlace {
  bucket: string
  /** Ends in a slash. Everything of one project (or of one namespace, for those that share it) is below it. */
  prefix: string
}

/** The key under which a project keeps its only cache when the buildspec names none. */
const ONLY = 'default'
const LONGEST_NAME = 200

/** Undefined when the cache is not one in S3, or its location is none. */
export function cachePlace(cache: ProjectCache | undefined, projectName: string): CachePlace | undefined {
  if (cache?.type !== 'S3' || !cache.location) return undefined
  const [bucket = '', ...path] = cache.location.replace(/^arn:[a-z0-9-]+:s3:::/, '').split('/')
  if (bucket === '') return undefined
  const parts = [...path.filter((part) => part !== ''), segment(cache.cacheNamespace || projectName)]
  return { bucket, prefix: `${parts.join('/')}/` }
}

/** The object that holds what was saved under a key (already expanded). */
export function cacheObject({ prefix }: CachePlace, key: string | undefined): string {
  return `${prefix}${segment(key ?? ONLY)}.tar.gz`
}

/** What the store knows of one saved cache. */
export interface SavedCache {
  object: string
  /** Milliseconds since the epoch. */
  savedAt: number
}

/**
 * Which saved cache a build begins with: the one under exactly its key, otherwise the newest whose key begins with the
 * first fallback key that any begins with (documented; that it is the newest is ours).
 */
export function chooseCache(
  place: CachePlace,
  { key, fallbackKeys }: Pick<CacheSpec, 'key' | 'fallbackKeys'>,
  saved: readonly SavedCache[],
): SavedCache | undefined {
  const exact = cacheObject(place, key)
  const found = saved.find(({ object }) => object === exact)
  if (found) return found
  for (const fallback of fallbackKeys) {
    const start = `${place.prefix}${segment(fallback)}`
    const matching = saved.filter(({ object }) => object.startsWith(start))
    const newest = matching.toSorted((left, right) => right.savedAt - left.savedAt)[0]
    if (newest) return newest
  }
  return undefined
}

/**
 * What `codebuild-hash-files` prints for files: the SHA-256 of their own SHA-256 sums in the order of their names, so
 * that neither a rename nor a change goes unnoticed. `digests`: path to hexadecimal sum.
 */
export function hashOfFiles(digests: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256')
  for (const path of [...digests.keys()].sort()) hash.update(`${digests.get(path)}  ${path}\n`)
  return hash.digest('hex')
}

/** A key as one name within a bucket: slashes and the like cannot lead elsewhere, and prefixes stay prefixes. */
function segment(key: string): string {
  return encodeURIComponent(key.toWellFormed()).replaceAll('.', '%2E').slice(0, LONGEST_NAME)
}
