import { hash } from 'node:crypto'
import { badContentSha256, invalidDecodedLength } from './errors.ts'
import type { BodyClaim, SignedRequest } from './request.ts'

const EMPTY = hash('sha256', '', 'hex')
const SHA256 = /^[0-9a-f]{64}$/
const STREAMING = new Map([
  ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', { signed: true, trailer: false }],
  ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', { signed: true, trailer: true }],
  ['STREAMING-UNSIGNED-PAYLOAD-TRAILER', { signed: false, trailer: true }],
])

/** What stands for the payload in the canonical request, and what the body is then held to. */
export interface PayloadClaim {
  payloadHash: string
  body: BodyClaim
}

/** S3: the header says how the payload was signed. A presigned request may say so in its query, or not at all. */
export function s3Payload(request: SignedRequest, fromQuery: string | undefined, presigned: boolean): PayloadClaim {
  const payloadHash =
    request.headers['x-amz-content-sha256'] ?? fromQuery ?? (presigned ? 'UNSIGNED-PAYLOAD' : undefined)
  if (payloadHash === undefined) throw badContentSha256(undefined)
  return { payloadHash, body: claimOf(request, payloadHash) }
}

/** A request without a signature: what it says of its body is still held to, but nothing can be signed. */
export function anonymousBody(request: SignedRequest): BodyClaim {
  const claimed = request.headers['x-amz-content-sha256']
  if (claimed === undefined) return { kind: 'unsigned' }
  const body = claimOf(request, claimed)
  if (body.kind === 'chunked' && body.signed) throw badContentSha256(claimed)
  return body
}

/** Services other than S3: the signature covers the body itself. */
export async function wholePayload(request: SignedRequest): Promise<PayloadClaim> {
  if (request.payload) return { payloadHash: hash('sha256', await request.payload(), 'hex'), body: { kind: 'proved' } }
  const claimed = request.headers['x-amz-content-sha256']
  const sha256 = claimed !== undefined && SHA256.test(claimed) ? claimed : EMPTY
  return { payloadHash: sha256, body: { kind: 'hashed', sha256 } }
}

function claimOf(request: SignedRequest, value: string): BodyClaim {
  if (value === 'UNSIGNED-PAYLOAD') return { kind: 'unsigned' }
  if (SHA256.test(value)) return { kind: 'hashed', sha256: value }
  const form = STREAMING.get(value)
  if (!form) throw badContentSha256(value)
  const decodedLength = lengthOf(request.headers['x-amz-decoded-content-length'])
  const trailerNames = (request.headers['x-amz-trailer'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '')
  return { kind: 'chunked', ...form, decodedLength, trailerNames }
}

function lengthOf(text: string | undefined): number {
  if (text === undefined || !/^\d{1,15}$/.test(text)) throw invalidDecodedLength(text)
  return Number(text)
}
