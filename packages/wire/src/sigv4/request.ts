import type { Principal } from '../principal.ts'

/**
 * What authentication reads of an HTTP request. All text is as Node's parser gives it: one character a byte, so that
 * what a client signed as UTF-8 is hashed byte for byte.
 */
export interface SignedRequest {
  method: string
  /** The path exactly as on the request line, before any decoding. */
  rawPath: string
  /** What follows `?` on the request line, undecoded; empty when nothing does. */
  rawQuery: string
  /** Names in lower case. */
  headers: Record<string, string | undefined>
  /** Name, value, name, value as received. Needed where a header may be repeated: `headers` has joined those. */
  rawHeaders?: string[]
  /** The bucket that the server found in the `Host` header, for virtual-hosted S3 requests. */
  hostBucket?: string
  /**
   * The whole body. Called at most once, only for services other than S3 (which signs what the body is, not what a
   * header claims), and only after key, scope and clock were found good. Absent: the body must prove itself in
   * {@link bodyStream}, and without an `x-amz-content-sha256` header it must be empty.
   */
  payload?(): Promise<Uint8Array>
}

/** What a request says about its body, and how {@link bodyStream} holds it to that. */
export type BodyClaim =
  /** The content was read whole and the signature covers it: nothing is left to be held to. */
  | { kind: 'proved' }
  /** The signature covers this hash of the content. */
  | { kind: 'hashed'; sha256: string }
  /** The signature says nothing of the content. */
  | { kind: 'unsigned' }
  | ChunkedBody

/** `aws-chunked`: the content in pieces, signed one by one or not at all, with trailers or without. */
export interface ChunkedBody {
  kind: 'chunked'
  signed: boolean
  trailer: boolean
  /** `x-amz-decoded-content-length`: bytes of content once the framing is taken off. */
  decodedLength?: number
  /** Names announced by `x-amz-trailer`, in lower case. */
  trailerNames: string[]
  /** Present when signed: what the first chunk's signature follows on from. */
  seed?: ChunkSeed
}

/** Signs like the request was signed, without giving the key away. */
export interface ChunkSeed {
  signature: string
  timestamp: string
  scope: string
  sign(stringToSign: string): string
}

/** A request whose signature was found good, or that carries none. */
export interface Authenticated {
  /** {@link ANONYMOUS} when the request carries no signature. */
  principal: Principal
  /** Service of the credential scope; `s3` for SigV2; empty for anonymous requests. */
  service: string
  /** Region of the credential scope; empty where there is none (SigV2, anonymous). */
  region: string
  /** Authenticated by its query string. */
  presigned: boolean
  /**
   * Parameters of a presigned S3 address that stand for headers (`x-amz-acl=private`), names in lower case. They
   * count as if the request had these headers.
   */
  queryHeaders: Record<string, string>
  body: BodyClaim
}

/** What a request claims about itself in its Authorization header or query string; nothing of it is proved yet. */
export interface SignatureClaim {
  presigned: boolean
  accessKeyId: string
  /** `YYYYMMDD` of the scope. */
  date: string
  region: string
  service: string
  signedHeaders: string[]
  signature: string
  /** `YYYYMMDDTHHMMSSZ` */
  timestamp: string
  /** The same, in milliseconds since the epoch. */
  signedAt: number
  /** Seconds a presigned request stays good. */
  expires?: number
  sessionToken?: string
}

export const scopeOf = (claim: Pick<SignatureClaim, 'date' | 'region' | 'service'>): string =>
  `${claim.date}/${claim.region}/${claim.service}/aws4_request`
