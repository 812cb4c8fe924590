import { createHmac, timingSafeEqual } from 'node:crypto'
import type { CredentialStore } from '../principal.ts'
import { findCredential } from './credential.ts'
import { accessDenied, requestExpired, signatureMismatch } from './errors.ts'
import { type QueryParameter, valuesOf } from './query-string.ts'
import type { Authenticated, SignedRequest } from './request.ts'

/** Longest time a presigned address may still be good for. AWS has no bound here; SigV4's is a week, and so is ours. */
const LONGEST = 604_800_000

/** Query parameters that are part of the signed resource. */
const SUB_RESOURCES = new Set([
  'accelerate',
  'acl',
  'analytics',
  'cors',
  'defaultObjectAcl',
  'delete',
  'inventory',
  'lifecycle',
  'location',
  'logging',
  'metrics',
  'notification',
  'object-lock',
  'partNumber',
  'policy',
  'replication',
  'requestPayment',
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
  'restore',
  'select',
  'select-type',
  'storageClass',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versionId',
  'versioning',
  'versions',
  'website',
])

/** Whether the query string claims to carry a SigV2 signature. */
export function isSigV2(parameters: QueryParameter[]): boolean {
  return parameters.some(({ name }) => name === 'AWSAccessKeyId' || name === 'Signature')
}

/**
 * A presigned GET or HEAD of S3 in signature version 2, as `aws s3 presign` makes for addresses that are not AWS's.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html
 */
export async function authenticateV2(
  request: SignedRequest,
  parameters: QueryParameter[],
  credentials: CredentialStore,
  now: number,
): Promise<Authenticated> {
  const one = (name: string) => {
    const values = valuesOf(parameters, name)
    return values.length === 1 ? (values[0] ?? '') : ''
  }
  const accessKeyId = one('AWSAccessKeyId')
  const signature = one('Signature')
  const expires = one('Expires')
  if (!accessKeyId || !signature || !/^\d{1,11}$/.test(expires)) {
    throw accessDenied('Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters')
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw accessDenied('Signature version 2 is served for GET and HEAD only. Please use AWS4-HMAC-SHA256.')
  }
  const expiresAt = Number(expires) * 1000
  if (now > expiresAt) throw requestExpired(expiresAt, now)
  if (expiresAt > now + LONGEST) throw accessDenied('Expires must be less than a week from now')

  const headers = signedHeaders(request, parameters)
  const sessionToken = headers.get('x-amz-security-token')
  const credential = await findCredential(credentials, { service: 's3', accessKeyId, sessionToken })
  const text = stringToSignV2(request, parameters, headers, expires)
  const wanted = createHmac('sha1', credential.secretAccessKey).update(text, 'latin1').digest()
  const provided = Buffer.from(signature, 'base64')
  if (provided.length !== wanted.length || !timingSafeEqual(provided, wanted)) {
    throw signatureMismatch('s3', { AWSAccessKeyId: accessKeyId, StringToSign: text, SignatureProvided: signature })
  }
  return {
    principal: credential.principal,
    service: 's3',
    region: '',
    presigned: true,
    queryHeaders: {},
    body: { kind: 'unsigned' },
  }
}

/** Headers that count, whether the request has them or its query string stands in for them. */
function signedHeaders(request: SignedRequest, parameters: QueryParameter[]): Map<string, string> {
  const counts = (name: string) => name.startsWith('x-amz-') || name === 'content-md5' || name === 'content-type'
  const headers = new Map<string, string>()
  for (const { name, value } of parameters) if (counts(name.toLowerCase())) headers.set(name.toLowerCase(), value)
  for (const [name, value] of Object.entries(request.headers)) {
    if (counts(name) && value !== undefined) headers.set(name, value.trim())
  }
  return headers
}

function stringToSignV2(
  request: SignedRequest,
  parameters: QueryParameter[],
  headers: Map<string, string>,
  expires: string,
): string {
  const amz = [...headers].filter(([name]) => name.startsWith('x-amz-')).sort(byName)
  const amzLines = amz.map(([name, value]) => `${name}:${value}\n`).join('')
  const bucket = request.hostBucket === undefined ? '' : `/${request.hostBucket}`
  const subResources = parameters
    .filter(({ name }) => SUB_RESOURCES.has(name))
    .map(({ name, value }) => [name, value] as [string, string])
    .sort(byName)
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
  const resource = `${bucket}${request.rawPath}${subResources.length > 0 ? `?${subResources.join('&')}` : ''}`
  const standard = [request.method, headers.get('content-md5') ?? '', headers.get('content-type') ?? '', expires]
  return `${standard.join('\n')}\n${amzLines}${resource}`
}

function byName(a: [string, string], b: [string, string]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0
}
