export type S3Tables = {
  s3_buckets: {
    /** Unique across accounts and regions, as AWS has it. */
    name: string
    account: string
    region: string
    created_at: number
    /** Empty until versioning was first set. */
    versioning: string
    policy: string | null
    /** JSON object. */
    tags: string | null
    object_ownership: string | null
  }
  /** Versions of objects, delete markers among them. Content is in `s3_segments` under the same id. */
  s3_objects: {
    id: string
    bucket: string
    key: string
    /** Orders the versions of a key. Each new one gets a number below all others, so that newest comes first. */
    sequence: number
    /** `null` (the text) for what was stored while versioning was off. */
    version_id: string
    latest: number
    delete_marker: number
    size: number
    /** Without quotes. */
    etag: string
    modified_at: number
    /** JSON, see `ObjectAttributes`. */
    attributes: string
    /** JSON object. */
    tags: string
  }
  s3_uploads: {
    id: string
    bucket: string
    key: string
    initiated_at: number
    initiator: string
    /** JSON, see `UploadAttributes`. */
    attributes: string
    tags: string
  }
  s3_parts: {
    upload_id: string
    number: number
    /** Owner of its segments. */
    id: string
    size: number
    etag: string
    modified_at: number
    /** Base64, in the upload's algorithm. */
    checksum: string | null
  }
  /** Which bytes of which blobs make up an object or a part, in order. */
  s3_segments: {
    owner: string
    position: number
    sha256: string
    offset: number
    length: number
  }
}
