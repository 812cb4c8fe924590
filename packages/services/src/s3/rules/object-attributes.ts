import type { Checksum } from '../checksums/checksum.ts'
import { metadataTooLarge } from '../errors.ts'

/** What an object carries besides its content; kept as JSON. */
export interface ObjectAttributes {
  headers: ContentHeaders
  metadata: Record<string, string>
  storageClass: string
  checksum?: Checksum
  /** Of an object uploaded in parts: what they were. */
  parts?: { number: number; size: number; checksum?: string }[]
}

/** The headers that are stored with an object and come back with it. */
export interface ContentHeaders {
  CacheControl?: string
  ContentDisposition?: string
  ContentEncoding?: string
  ContentLanguage?: string
  ContentType?: string
  /** As it was sent. */
  ExpiresString?: string
}

export const DEFAULT_CONTENT_TYPE = 'binary/octet-stream'
const LARGEST_METADATA = 2048

interface Described extends Omit<ContentHeaders, 'ExpiresString'> {
  Expires?: Date
  Metadata?: Record<string, string>
}

/** The headers of an input. `aws-chunked` only says how the content travelled. */
export function contentHeaders(input: Described, expires: string | undefined): ContentHeaders {
  const encodings = (input.ContentEncoding ?? '')
    .split(',')
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== '' && encoding.toLowerCase() !== 'aws-chunked')
  const headers: ContentHeaders = {
    CacheControl: input.CacheControl,
    ContentDisposition: input.ContentDisposition,
    ContentEncoding: encodings.length > 0 ? encodings.join(',') : undefined,
    ContentLanguage: input.ContentLanguage,
    ContentType: input.ContentType,
    ExpiresString: expires ?? input.Expires?.toUTCString(),
  }
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined))
}

/** User metadata with names in lower case. Throws MetadataTooLarge. */
export function userMetadata(input: Described): Record<string, string> {
  const entries = Object.entries(input.Metadata ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const)
  const size = entries.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0)
  if (size > LARGEST_METADATA) throw metadataTooLarge(size)
  return Object.fromEntries(entries)
}
