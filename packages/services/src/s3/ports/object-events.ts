/** Something that was stored. */
export interface ObjectCreated {
  /** As S3's notifications name it. */
  event: 'ObjectCreated:Put' | 'ObjectCreated:Copy' | 'ObjectCreated:CompleteMultipartUpload'
  account: string
  region: string
  bucket: string
  key: string
  /** Absent while versioning of the bucket was never switched on. */
  versionId?: string
  /** Without quotes. */
  etag: string
  size: number
  /** Milliseconds since the epoch. */
  at: number
}

/** Who wants to know of changes to buckets; filled by the server (pipelines start from it). */
export interface ObjectEvents {
  /** Called once the object is committed, outside any transaction. Must not throw. May be lost in a crash. */
  objectCreated(event: ObjectCreated): void
}
