import { type DerValue, expectTag, membersOf, objectIdentifier, onlyMember, readDer, TAG } from './der.ts'
import { OID } from './oids.ts'

/** PKCS#7 signed data (RFC 5652, section 5), as far as verification needs it. Buffers are DER unless said otherwise. */
export interface SignedData {
  contentType: string
  /** The bytes that were signed; undefined when they are not inside. */
  content?: Buffer
  certificates: Buffer[]
  signers: SignerInfo[]
}

export interface SignerInfo {
  /** Undefined when the signer is named in another way. */
  issuerAndSerial?: { issuer: Buffer; serial: Buffer }
  digestAlgorithm: string
  signatureAlgorithm: string
  /** Undefined when the signature is over the bare content. */
  signedAttributes?: { encoded: Buffer; values: ReadonlyMap<string, DerValue[]> }
  /** The bytes themselves. */
  signature: Buffer
}

/** Throws an Error when `der` is not signed data. */
export function parseSignedData(der: Buffer): SignedData {
  const [type, wrapped] = membersOf(readDer(der), TAG.sequence)
  if (objectIdentifier(type) !== OID.signedData) throw new Error('it is not signed data')
  const [version, algorithms, encapsulated, ...rest] = membersOf(onlyMember(wrapped, TAG.context0), TAG.sequence)
  expectTag(version, TAG.integer)
  expectTag(algorithms, TAG.set)
  const certificates = rest[0]?.tag === TAG.context0 ? membersOf(rest.shift(), TAG.context0) : []
  if (rest[0]?.tag === TAG.context1) rest.shift()
  const [signers, ...more] = rest
  if (more.length > 0) throw new Error('there is something after the signers')
  const [contentType, content] = membersOf(encapsulated, TAG.sequence)
  return {
    contentType: objectIdentifier(contentType),
    content: content && expectTag(onlyMember(content, TAG.context0), TAG.octetString).content,
    certificates: certificates.map((certificate) => certificate.whole),
    signers: membersOf(signers, TAG.set).map(parseSigner),
  }
}

function parseSigner(value: DerValue): SignerInfo {
  const [version, id, digest, ...rest] = membersOf(value, TAG.sequence)
  expectTag(version, TAG.integer)
  const attributes = rest[0]?.tag === TAG.context0 ? rest.shift() : undefined
  const [algorithm, signature] = rest
  return {
    issuerAndSerial: id?.tag === TAG.sequence ? issuerAndSerial(id) : undefined,
    digestAlgorithm: algorithmOf(digest),
    signatureAlgorithm: algorithmOf(algorithm),
    signedAttributes: attributes && parseAttributes(attributes),
    signature: expectTag(signature, TAG.octetString).content,
  }
}

function issuerAndSerial(id: DerValue) {
  const [issuer, serial] = membersOf(id, TAG.sequence)
  return { issuer: expectTag(issuer, TAG.sequence).whole, serial: expectTag(serial, TAG.integer).whole }
}

function parseAttributes(attributes: DerValue) {
  const values = new Map<string, DerValue[]>()
  for (const attribute of membersOf(attributes, TAG.context0)) {
    const [type, set] = membersOf(attribute, TAG.sequence)
    const name = objectIdentifier(type)
    if (values.has(name)) throw new Error('an attribute is there twice')
    values.set(name, membersOf(set, TAG.set))
  }
  const encoded = Buffer.from(attributes.whole)
  // In the message the set carries an implicit tag; signed is the plain SET (RFC 5652, 5.4).
  encoded[0] = TAG.set
  return { encoded, values }
}

function algorithmOf(value: DerValue | undefined): string {
  return objectIdentifier(membersOf(value, TAG.sequence)[0])
}

/** Issuer and serial number of a certificate, to be compared with those that a signer names. */
export function certificateId(certificate: Buffer): { issuer: Buffer; serial: Buffer } {
  const [tbs] = membersOf(readDer(certificate), TAG.sequence)
  const fields = membersOf(tbs, TAG.sequence)
  if (fields[0]?.tag === TAG.context0) fields.shift()
  const [serial, , issuer] = fields
  return { issuer: expectTag(issuer, TAG.sequence).whole, serial: expectTag(serial, TAG.integer).whole }
}
