import { createHash, timingSafeEqual, verify as verifySignature, X509Certificate } from 'node:crypto'
import { type DerValue, objectIdentifier, TAG } from './der.ts'
import { DIGESTS, OID, SIGNATURES } from './oids.ts'
import { pemCertificates, singlePemBlock } from './pem.ts'
import { certificateId, parseSignedData, type SignedData, type SignerInfo } from './signed-data.ts'

export type RefusalReason = 'format' | 'content' | 'signer' | 'algorithm' | 'digest' | 'signature' | 'name' | 'chain'

/** A specification that is not what the control plane signed. Nothing of it may be used. */
export class EnvelopeRefused extends Error {
  override readonly name = 'EnvelopeRefused'
  readonly reason: RefusalReason

  constructor(reason: RefusalReason, message: string, options?: ErrorOptions) {
    super(`Deployment specification refused: ${message}`, options)
    this.reason = reason
  }
}

/** What an agent trusts. */
export interface Trust {
  /** PEM; each certificate in it may issue signers. */
  authorities: string
  /** A DNS name that the signer's certificate must carry. */
  signerName: string
  now: Date
}

/**
 * The content of a signed envelope, or EnvelopeRefused.
 *
 * Stricter than the official agent, which evaluates the signature and does not look at the result (observed): there is
 * exactly one signer, its certificate is inside and was issued by one of the authorities, both are valid now, it has
 * the expected name, and the signed attributes fit the content. Chains with certificates in between are not followed:
 * put the issuing certificate into the file of authorities.
 */
export function verifyEnvelope(payload: string, trust: Trust): string {
  const signed = parse(payload)
  const content = attachedContent(signed)
  try {
    const { info, certificate } = signerOf(signed)
    // The certificate first: the key of one that is not trusted is not even looked at.
    checkCertificate(certificate, trust)
    checkSignature(info, certificate, content)
  } catch (cause) {
    if (cause instanceof EnvelopeRefused) throw cause
    throw new EnvelopeRefused('signer', "the signer's certificate or key cannot be read", { cause })
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch (cause) {
    throw new EnvelopeRefused('content', 'the content is not UTF-8', { cause })
  }
}

function parse(payload: string): SignedData {
  const der = singlePemBlock('PKCS7', payload)
  if (!der) throw new EnvelopeRefused('format', 'the payload is not one PEM block with the label PKCS7')
  try {
    return parseSignedData(der)
  } catch (cause) {
    throw new EnvelopeRefused('format', 'the payload is not PKCS#7 signed data', { cause })
  }
}

function attachedContent({ contentType, content }: SignedData): Buffer {
  if (contentType !== OID.data) throw new EnvelopeRefused('content', 'the content is not plain data')
  if (!content) throw new EnvelopeRefused('content', 'the content is not inside (detached signature)')
  return content
}

function signerOf({ signers, certificates }: SignedData): { info: SignerInfo; certificate: X509Certificate } {
  const [info, ...others] = signers
  if (!info || others.length > 0) {
    throw new EnvelopeRefused('signer', `it has ${signers.length} signers instead of one`)
  }
  const named = info.issuerAndSerial
  if (!named) throw new EnvelopeRefused('signer', 'the signer is not named by issuer and serial number')
  for (const candidate of certificates) {
    const { issuer, serial } = certificateId(candidate)
    if (issuer.equals(named.issuer) && serial.equals(named.serial)) {
      return { info, certificate: new X509Certificate(candidate) }
    }
  }
  throw new EnvelopeRefused('signer', "the signer's certificate is not inside")
}

function checkSignature(info: SignerInfo, certificate: X509Certificate, content: Buffer): void {
  const digest = DIGESTS[info.digestAlgorithm]
  const signature = SIGNATURES[info.signatureAlgorithm]
  if (!digest || !signature || (signature.digest ?? digest) !== digest) {
    throw new EnvelopeRefused('algorithm', 'it is signed with an algorithm that is not accepted')
  }
  if (certificate.publicKey.asymmetricKeyType !== signature.key) {
    throw new EnvelopeRefused('algorithm', "the algorithm does not fit the signer's key")
  }
  const attributes = signedAttributes(info)
  if (!sameBytes(attributes.digest, createHash(digest).update(content).digest())) {
    throw new EnvelopeRefused('digest', 'the content was changed after it was signed')
  }
  if (!verifySignature(digest, attributes.encoded, certificate.publicKey, info.signature)) {
    throw new EnvelopeRefused('signature', "the signature is not the signer's")
  }
}

/**
 * The digest that was signed, and the bytes that the signature covers. A signature over the bare content is refused:
 * otherwise the attributes of one message could be passed off as the content of another.
 */
function signedAttributes({ signedAttributes: attributes }: SignerInfo): { digest: Buffer; encoded: Buffer } {
  if (!attributes) throw new EnvelopeRefused('signature', 'it has no signed attributes')
  const onlyValue = (type: string): DerValue | undefined => {
    const [first, ...more] = attributes.values.get(type) ?? []
    return more.length === 0 ? first : undefined
  }
  const contentType = onlyValue(OID.contentType)
  if (contentType?.tag !== TAG.objectIdentifier || objectIdentifier(contentType) !== OID.data) {
    throw new EnvelopeRefused('signature', 'the signed content type is not plain data')
  }
  const digest = onlyValue(OID.messageDigest)
  if (digest?.tag !== TAG.octetString) throw new EnvelopeRefused('digest', 'it has no signed digest')
  return { digest: digest.content, encoded: attributes.encoded }
}

function checkCertificate(certificate: X509Certificate, trust: Trust): void {
  if (certificate.checkHost(trust.signerName, { wildcards: false }) === undefined) {
    throw new EnvelopeRefused('name', `the signer is not ${trust.signerName}`)
  }
  const issuers = pemCertificates(trust.authorities)
    .map((text) => new X509Certificate(text))
    .filter((one) => one.ca && certificate.checkIssued(one) && certificate.verify(one.publicKey))
  if (issuers.length === 0) {
    throw new EnvelopeRefused('chain', "the signer's certificate was not issued by a trusted authority")
  }
  const valid = (one: X509Certificate) => one.validFromDate <= trust.now && trust.now <= one.validToDate
  if (!valid(certificate) || !issuers.some(valid)) {
    throw new EnvelopeRefused('chain', "the signer's certificate, or its authority's, is not valid at this time")
  }
}

function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
