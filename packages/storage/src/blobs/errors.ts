/** What a {@link BlobStore} rejects with when the caller is to blame, told apart by `code`. */
export class BlobError extends Error {
  override readonly name = 'BlobError'
  readonly code: 'BLOB_TOO_LARGE' | 'BLOB_NOT_FOUND'

  constructor(code: BlobError['code'], message: string) {
    super(message)
    this.code = code
  }
}

export const blobTooLarge = (limit: number) =>
  new BlobError('BLOB_TOO_LARGE', `The content is longer than the ${limit} bytes allowed`)

export const blobNotFound = (sha256: string) =>
  new BlobError('BLOB_NOT_FOUND', `There is no blob ${JSON.stringify(sha256)}`)
