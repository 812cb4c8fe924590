import { readYaml } from './yaml.ts'

/** Where the buildspec of a build is. */
export type BuildspecLocation =
  | { type: 'inline'; text: string }
  /** Relative to the root of the primary source. */
  | { type: 'path'; path: string }
  | { type: 's3'; bucket: string; key: string }

/**
 * What the `buildspec` member of a source means. AWS does not say how it tells a path from an inline text: here a text
 * with a line break, or one that is a mapping with a version, is inline.
 */
export function buildspecLocation(member: string | undefined): BuildspecLocation {
  const given = member?.trim() ?? ''
  if (given === '') return { type: 'path', path: 'buildspec.yml' }
  if (member !== undefined && (given.includes('\n') || hasVersion(given))) return { type: 'inline', text: member }
  const [, bucket, key] = /^arn:[a-z0-9-]+:s3:::([^/]+)\/(.+)$/.exec(given) ?? []
  if (bucket !== undefined && key !== undefined) return { type: 's3', bucket, key }
  return { type: 'path', path: given }
}

function hasVersion(text: string): boolean {
  try {
    return readYaml(text).version !== undefined
  } catch {
    return false
  }
}
