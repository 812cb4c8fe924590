import { headersNotSigned, signatureRefused } from './errors.ts'
import type { SignatureClaim, SignedRequest } from './request.ts'

/**
 * Refuses a signature that leaves out what it must cover: `host`, and every `x-amz-` header there is. A session token
 * proves itself and may be added after signing. A header that is signed must also be there.
 */
export function requireSigned(request: SignedRequest, claim: SignatureClaim): void {
  const signed = new Set(claim.signedHeaders)
  const uncovered = Object.keys(request.headers).filter(
    (name) => name.startsWith('x-amz-') && name !== 'x-amz-security-token' && !signed.has(name),
  )
  if (!signed.has('host')) uncovered.unshift('host')
  if (uncovered.length > 0) {
    if (claim.service === 's3') throw headersNotSigned(uncovered)
    const names = uncovered.map((name) => `'${name === 'host' ? 'Host' : name}'`).join(', ')
    throw signatureRefused(claim.service, `${names} must be a 'SignedHeader' in the AWS Authorization.`)
  }
  const absent = claim.signedHeaders.filter((name) => request.headers[name] === undefined)
  if (absent.length > 0) {
    throw signatureRefused(claim.service, `Signed headers are missing from the request: ${absent.join(', ')}`)
  }
}
