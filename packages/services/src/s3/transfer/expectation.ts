import { ALGORITHM_NAMES, type Algorithm, headerOf, isAlgorithm } from '../checksums/algorithm.ts'
import { type ChecksumMembers, checksumsIn, isChecksumValue } from '../checksums/checksum.ts'
import { invalidDigest, invalidRequest } from '../errors.ts'
import type { Ctx } from '../room.ts'
import type { Expected } from './receive.ts'

interface UploadInput extends ChecksumMembers {
  ChecksumAlgorithm?: string
  ContentMD5?: string
  ContentLength?: number
}

/** What S3 computes when the caller says nothing. */
export const DEFAULT_ALGORITHM: Algorithm = 'CRC64NVME'

/**
 * What a body must turn out to be, from what its request says: in a header, or in a trailer that is still to come.
 * `fallback`: the algorithm where the request names none. Throws what is wrong with the request.
 */
export function expectationOf(input: UploadInput, ctx: Pick<Ctx, 'http'>, fallback = DEFAULT_ALGORITHM): Expected {
  const md5 = input.ContentMD5
  if (md5 !== undefined && !isChecksumValue('MD5', md5)) throw invalidDigest(md5)
  const length = decodedLength(ctx) ?? input.ContentLength

  const given = checksumsIn(input)
  const trailing = announced(ctx)
  if (given.length + trailing.length > 1) {
    throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.')
  }
  const [header] = given
  if (header && !isChecksumValue(header.algorithm, header.value)) {
    throw invalidRequest(`Value for ${headerOf(header.algorithm)} header is invalid.`)
  }
  const [trailer] = trailing
  const algorithm = header?.algorithm ?? trailer ?? asked(input.ChecksumAlgorithm) ?? fallback
  const checksum = () => header?.value ?? (trailer && trailed(ctx, trailer))
  return { algorithm, checksum, md5, length }
}

/** The algorithm that a request names. Throws for those not served. */
export function asked(name: string | undefined): Algorithm | undefined {
  if (name === undefined) return undefined
  if (isAlgorithm(name)) return name
  throw invalidRequest(
    `Checksum algorithm provided is unsupported. Please try again with any of the valid types: [${ALGORITHM_NAMES.join(', ')}]`,
  )
}

/** Checksums that the request says will follow its body. */
function announced(ctx: Pick<Ctx, 'http'>): Algorithm[] {
  const names = (ctx.http.headers['x-amz-trailer'] ?? '').split(',').map((name) => name.trim().toLowerCase())
  return ALGORITHM_NAMES.filter((algorithm) => names.includes(headerOf(algorithm)))
}

function trailed(ctx: Pick<Ctx, 'http'>, algorithm: Algorithm): string {
  const value = ctx.http.trailers()[headerOf(algorithm)]
  if (value !== undefined && isChecksumValue(algorithm, value)) return value
  throw invalidRequest(`Value for ${headerOf(algorithm)} trailing header is invalid.`)
}

/** The length of the content of an aws-chunked body, whose Content-Length counts the framing. */
function decodedLength(ctx: Pick<Ctx, 'http'>): number | undefined {
  const header = ctx.http.headers['x-amz-decoded-content-length']
  return header === undefined ? undefined : Number(header)
}
