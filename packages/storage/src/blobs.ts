import type { Readable } from 'node:stream'

/** A blob as the store keeps it. */
export interface BlobInfo {
  /** Lower-case hex SHA-256 of the content: its name. */
  sha256: string
  /** Length in bytes. */
  size: number
}

/**
 * Immutable content, named by what it is. Rows in the database point here; the same content is kept once.
 *
 * A blob is referenced by (`owner`, `sha256`); it is deleted once no owner is left and `sweepBlobs` has run. See
 * `holdBlob`.
 */
export interface BlobStore {
  /**
   * Stores all of `content` and resolves when it is safely on disk. Memory use does not depend on the size.
   * Rejects, and leaves nothing behind, when the stream fails, `signal` is aborted or more than `limit` bytes come
   * (code `BLOB_TOO_LARGE`).
   */
  put(content: Readable, options?: { limit?: number; signal?: AbortSignal }): Promise<BlobInfo>
  /**
   * The content, or bytes `start` to `end` (both included) of it. Rejects when there is no such blob (code
   * `BLOB_NOT_FOUND`). Read it to its end or destroy it: until then it holds a file open.
   */
  get(sha256: string, range?: { start: number; end: number }): Promise<Readable>
  has(sha256: string): Promise<boolean>
  /**
   * Deletes it; not an error when there is none. With `storedBefore` (milliseconds since the epoch), only if it was not
   * stored, or stored again, since.
   */
  delete(sha256: string, options?: { storedBefore?: number }): Promise<void>
  /** All names, in no order, and when each was last stored: for a sweep that deletes what no row mentions. */
  list(): AsyncIterable<{ sha256: string; storedAt: number }>
}
