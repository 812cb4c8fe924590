import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { ServiceError } from '@towpath/base'

type Digest = (body: Buffer) => string

const CHECKSUMS: Record<string, Digest> = {
  'x-amz-checksum-crc32': (body) => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(crc32(body))
    return bytes.toString('base64')
  },
  'x-amz-checksum-sha1': (body) => createHash('sha1').update(body).digest('base64'),
  'x-amz-checksum-sha256': (body) => createHash('sha256').update(body).digest('base64'),
}

/**
 * Holds a body that was read whole to the digests in its request's head. Throws what S3 answers. A checksum header that
 * is one of the operation's members (`bound`) speaks of the object, not of this body: CompleteMultipartUpload.
 */
export function checkDigests(
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  bound: ReadonlySet<string> = new Set(),
): void {
  const md5 = headers['content-md5']
  if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64')) {
    if (Buffer.from(md5, 'base64').length !== 16) {
      throw new ServiceError('InvalidDigest', 'The Content-MD5 you specified was invalid.')
    }
    throw new ServiceError('BadDigest', 'The Content-MD5 you specified did not match what we received.')
  }
  for (const [name, digest] of Object.entries(CHECKSUMS)) {
    const claimed = headers[name]
    if (claimed !== undefined && !bound.has(name) && claimed !== digest(body)) {
      const algorithm = name.slice('x-amz-checksum-'.length).toUpperCase()
      throw new ServiceError('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`)
    }
  }
}
