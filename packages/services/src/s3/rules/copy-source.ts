/** What an `x-amz-copy-source` header names. */
export interface CopySource {
  bucket: string
  key: string
  versionId?: string
}

/**
 * Reads `/BUCKET/KEY?versionId=ID`: percent-encoded, the first slash optional. Undefined when it is no such thing.
 */
export function parseCopySource(header: string): CopySource | undefined {
  const marker = header.lastIndexOf('?versionId=')
  const path = marker < 0 ? header : header.slice(0, marker)
  const decoded = decode(path)?.replace(/^\//, '')
  const slash = decoded?.indexOf('/') ?? -1
  if (decoded === undefined || slash <= 0 || slash === decoded.length - 1) return undefined
  const source = { bucket: decoded.slice(0, slash), key: decoded.slice(slash + 1) }
  if (marker < 0) return source
  const versionId = decode(header.slice(marker + '?versionId='.length))
  return versionId ? { ...source, versionId } : undefined
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
