import { type ChecksumMembers, checksumsIn } from '../checksums/checksum.ts'
import { entityTooSmall, invalidPart, invalidPartOrder, malformedXml } from '../errors.ts'
import type { Part } from '../state/uploads.ts'

/** A part as CompleteMultipartUpload names it. */
export interface NamedPart extends ChecksumMembers {
  PartNumber?: number
  ETag?: string
}

/** Bytes of every part but the last: at least 5 MiB. */
export const SMALLEST_PART = 5 * 1024 * 1024

/** The uploaded parts that a request to complete an upload names, in its order. Throws what is wrong with it. */
export function completedParts(uploadId: string, named: NamedPart[], uploaded: Part[]): Part[] {
  if (named.length === 0 || named.length > 10_000) throw malformedXml()
  const byNumber = new Map(uploaded.map((part) => [part.number, part]))
  let before = 0
  const parts = named.map((name) => {
    const { PartNumber: number, ETag: etag } = name
    if (number === undefined || etag === undefined) throw malformedXml()
    if (number <= before) throw invalidPartOrder(uploadId)
    before = number
    const part = byNumber.get(number)
    if (!part || part.etag !== unquoted(etag) || !checksumFits(part, name)) throw invalidPart(uploadId, number, etag)
    return part
  })
  const small = parts.slice(0, -1).find((part) => part.size < SMALLEST_PART)
  if (small) throw entityTooSmall(small, SMALLEST_PART)
  return parts
}

export function unquoted(etag: string): string {
  return etag.trim().replace(/^"(.*)"$/, '$1')
}

/** A checksum that was kept with the part must be the one named; others were proved when the part came. */
function checksumFits(part: Part, name: NamedPart): boolean {
  const [given] = checksumsIn(name)
  return given === undefined || part.checksum === undefined || given.value === part.checksum
}
