import { createHash } from 'node:crypto'
import { ALGORITHM_NAMES, type Algorithm, definitionOf } from './algorithm.ts'

/** A checksum as it is kept with an object or part. */
export interface Checksum {
  algorithm: Algorithm
  /** Base64; for COMPOSITE with `-` and the number of parts. */
  value: string
  type: 'FULL_OBJECT' | 'COMPOSITE'
}

/** `ChecksumCRC32`, ...: how inputs and outputs name checksums. */
export type ChecksumMembers = { [A in Algorithm as `Checksum${A}`]?: string }

/** All checksums that an input carries. */
export function checksumsIn(input: ChecksumMembers): { algorithm: Algorithm; value: string }[] {
  return ALGORITHM_NAMES.flatMap((algorithm) => {
    const value = input[`Checksum${algorithm}`]
    return value === undefined ? [] : [{ algorithm, value }]
  })
}

/** The checksum as members of an output. */
export function checksumMembers(checksum: Pick<Checksum, 'algorithm' | 'value'> | undefined): ChecksumMembers {
  return checksum ? { [`Checksum${checksum.algorithm}`]: checksum.value } : {}
}

export function isChecksumValue(algorithm: Algorithm, value: string): boolean {
  const bytes = Buffer.from(value, 'base64')
  return bytes.length === definitionOf(algorithm).length && bytes.toString('base64') === value
}

/** The checksum of the parts' checksums, which is what COMPOSITE means. */
export function compositeOf(algorithm: Algorithm, parts: string[]): string {
  const digest = definitionOf(algorithm).start()
  for (const part of parts) digest.update(Buffer.from(part, 'base64'))
  return `${digest.digest().toString('base64')}-${parts.length}`
}

/** The ETag of an object made of parts: the MD5 of their MD5s, and their number. */
export function multipartETag(parts: string[]): string {
  const hash = createHash('md5')
  for (const part of parts) hash.update(Buffer.from(part, 'hex'))
  return `${hash.digest('hex')}-${parts.length}`
}
