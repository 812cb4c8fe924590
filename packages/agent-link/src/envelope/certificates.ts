import { createHash, randomBytes, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { addressBytes } from './address-bytes.ts'
import { derOf, pem } from './pem.ts'

/** A certificate and its private key, both PEM (the key as PKCS#8). The key is secret. */
export interface KeyPair {
  certificate: string
  privateKey: string
}

/** What a certificate says of itself: its common name and when it is valid (whole seconds). */
export interface CertificateOptions {
  name: string
  notBefore: Date
  notAfter: Date
}

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const
const COMMON_NAME = '2.5.4.3'
const SUBJECT_KEY_IDENTIFIER = '2.5.29.14'
const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1'

/** The name that signs specifications in a region, unless an agent is configured otherwise. */
export function signerName(region: string): string {
  return `codedeploy-commands.${region}.amazonaws.com`
}

/** Makes a certificate authority that signs certificates, and no further authorities. */
export async function createAuthority(options: CertificateOptions): Promise<KeyPair> {
  const keys = await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify'])
  const certificate = await certificateFor(options, keys.publicKey)
  certificate.issuer = certificate.subject
  certificate.extensions = [
    extension('2.5.29.19', new pkijs.BasicConstraints({ cA: true, pathLenConstraint: 0 }).toSchema(), true),
    keyUsage({ keyCertSign: true }),
    extension(SUBJECT_KEY_IDENTIFIER, new asn1js.OctetString({ valueHex: keyIdentifier(certificate) })),
  ]
  return sealed(certificate, keys.privateKey, keys.privateKey)
}

/** Makes a signer's certificate below `authority`: for what `name` signs, and for no connections. */
export function createSigner(authority: KeyPair, options: CertificateOptions): Promise<KeyPair> {
  return issue(authority, options, [alternativeNames([options.name])])
}

/**
 * Makes a TLS server's certificate below `authority`. `hosts`: the DNS names and IP addresses it is good for; clients
 * look at nothing else, the common name is for people.
 */
export function createServerCertificate(
  authority: KeyPair,
  { hosts, ...options }: CertificateOptions & { hosts: string[] },
): Promise<KeyPair> {
  const purpose = new pkijs.ExtKeyUsage({ keyPurposes: [SERVER_AUTHENTICATION] })
  return issue(authority, options, [alternativeNames(hosts), extension('2.5.29.37', purpose.toSchema())])
}

export async function importPrivateKey(pkcs8: string): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey('pkcs8', derOf(pkcs8), CURVE, false, ['sign'])
}

/** A certificate with a key of its own that is no authority. */
async function issue(authority: KeyPair, options: CertificateOptions, extensions: pkijs.Extension[]): Promise<KeyPair> {
  const keys = await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify'])
  const issuer = pkijs.Certificate.fromBER(derOf(authority.certificate))
  const certificate = await certificateFor(options, keys.publicKey)
  certificate.issuer = issuer.subject
  certificate.extensions = [
    extension('2.5.29.19', new pkijs.BasicConstraints({ cA: false }).toSchema(), true),
    keyUsage({ digitalSignature: true }),
    ...authorityKeyIdentifier(issuer),
    ...extensions,
  ]
  return sealed(certificate, await importPrivateKey(authority.privateKey), keys.privateKey)
}

async function certificateFor(options: CertificateOptions, publicKey: webcrypto.CryptoKey): Promise<pkijs.Certificate> {
  const certificate = new pkijs.Certificate()
  certificate.version = 2
  certificate.serialNumber = new asn1js.Integer({ valueHex: serialNumber() })
  certificate.subject.typesAndValues.push(named(options.name))
  certificate.notBefore = time(options.notBefore)
  certificate.notAfter = time(options.notAfter)
  await certificate.subjectPublicKeyInfo.importKey(publicKey)
  return certificate
}

async function sealed(
  certificate: pkijs.Certificate,
  issuerKey: webcrypto.CryptoKey,
  ownKey: webcrypto.CryptoKey,
): Promise<KeyPair> {
  await certificate.sign(issuerKey, 'SHA-256')
  return {
    certificate: pem('CERTIFICATE', certificate.toSchema(true).toBER()),
    privateKey: pem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', ownKey)),
  }
}

/** 16 random bytes, positive and without a leading zero byte. */
function serialNumber(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(randomBytes(16))
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return bytes
}

function named(name: string): pkijs.AttributeTypeAndValue {
  return new pkijs.AttributeTypeAndValue({ type: COMMON_NAME, value: new asn1js.Utf8String({ value: name }) })
}

/** Two digits of a year do not tell 2050 from 1950, so later dates take another form (RFC 5280, 4.1.2.5). */
function time(value: Date): pkijs.Time {
  return new pkijs.Time({
    type: value.getUTCFullYear() < 2050 ? pkijs.TimeType.UTCTime : pkijs.TimeType.GeneralizedTime,
    value,
  })
}

/** Tells keys of authorities of the same name apart (RFC 5280, 4.2.1.2, first method). Strict clients ask for it. */
function keyIdentifier(certificate: pkijs.Certificate): Uint8Array<ArrayBuffer> {
  const key = certificate.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView
  return new Uint8Array(createHash('sha1').update(key).digest())
}

/** Names the issuer's key, where the issuer's certificate does so itself. */
function authorityKeyIdentifier(issuer: pkijs.Certificate): pkijs.Extension[] {
  const own = issuer.extensions?.find(({ extnID }) => extnID === SUBJECT_KEY_IDENTIFIER)
  if (!(own?.parsedValue instanceof asn1js.OctetString)) return []
  const valueHex = new Uint8Array(own.parsedValue.valueBlock.valueHexView)
  const identifier = new pkijs.AuthorityKeyIdentifier({ keyIdentifier: new asn1js.OctetString({ valueHex }) })
  return [extension('2.5.29.35', identifier.toSchema())]
}

/** DNS names (type 2) and IP addresses (type 7). */
function alternativeNames(hosts: string[]): pkijs.Extension {
  const names = hosts.map((host) =>
    isIP(host) === 0
      ? new pkijs.GeneralName({ type: 2, value: host })
      : new pkijs.GeneralName({ type: 7, value: new asn1js.OctetString({ valueHex: addressBytes(host) }) }),
  )
  return extension('2.5.29.17', new pkijs.GeneralNames({ names }).toSchema())
}

function extension(extnID: string, schema: { toBER(): ArrayBuffer }, critical = false): pkijs.Extension {
  return new pkijs.Extension({ extnID, critical, extnValue: schema.toBER() })
}

function keyUsage(usage: { digitalSignature?: boolean; keyCertSign?: boolean }): pkijs.Extension {
  const bits = (usage.digitalSignature ? 0x80 : 0) | (usage.keyCertSign ? 0x04 : 0)
  const unusedBits = usage.keyCertSign ? 2 : 7
  return extension('2.5.29.15', new asn1js.BitString({ unusedBits, valueHex: new Uint8Array([bits]).buffer }), true)
}
