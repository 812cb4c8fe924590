import { randomBytes, webcrypto, X509Certificate } from 'node:crypto'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { pem } from './pem.ts'

/** A certificate and its private key, both PEM (the key as PKCS#8). The key is secret. */
export interface KeyPair {
  certificate: string
  privateKey: string
}

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const
const COMMON_NAME = '2.5.4.3'

/** The name that signs specifications in a region, unless an agent is configured otherwise. */
export function signerName(region: string): string {
  return `codedeploy-commands.${region}.amazonaws.com`
}

/** Makes a certificate authority whose only use is to sign the certificates of specification signers. */
export async function createAuthority(options: { name: string; notBefore: Date; notAfter: Date }): Promise<KeyPair> {
  const keys = await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify'])
  const certificate = await certificateFor(options, options.name, keys.publicKey)
  certificate.extensions = [
    extension('2.5.29.19', new pkijs.BasicConstraints({ cA: true, pathLenConstraint: 0 }).toSchema(), true),
    keyUsage({ keyCertSign: true }),
  ]
  return sealed(certificate, keys.privateKey, keys.privateKey)
}

/** Makes a signer's certificate below `authority`. */
export async function createSigner(
  authority: KeyPair,
  options: { name: string; notBefore: Date; notAfter: Date },
): Promise<KeyPair> {
  const keys = await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify'])
  const issuer = commonName(new X509Certificate(authority.certificate))
  const certificate = await certificateFor(options, issuer, keys.publicKey)
  certificate.extensions = [
    extension('2.5.29.19', new pkijs.BasicConstraints({ cA: false }).toSchema(), true),
    keyUsage({ digitalSignature: true }),
    extension(
      '2.5.29.17',
      new pkijs.GeneralNames({ names: [new pkijs.GeneralName({ type: 2, value: options.name })] }).toSchema(),
    ),
  ]
  return sealed(certificate, await importPrivateKey(authority.privateKey), keys.privateKey)
}

export async function importPrivateKey(pkcs8: string): Promise<webcrypto.CryptoKey> {
  const der = Buffer.from(pkcs8.replace(/-----[^-]+-----|\s/g, ''), 'base64')
  return webcrypto.subtle.importKey('pkcs8', der, CURVE, false, ['sign'])
}

async function certificateFor(
  options: { name: string; notBefore: Date; notAfter: Date },
  issuer: string,
  publicKey: webcrypto.CryptoKey,
): Promise<pkijs.Certificate> {
  const certificate = new pkijs.Certificate()
  certificate.version = 2
  certificate.serialNumber = new asn1js.Integer({ valueHex: serialNumber() })
  certificate.issuer.typesAndValues.push(named(issuer))
  certificate.subject.typesAndValues.push(named(options.name))
  certificate.notBefore.value = options.notBefore
  certificate.notAfter.value = options.notAfter
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

function commonName(certificate: X509Certificate): string {
  return /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? ''
}

function extension(extnID: string, schema: { toBER(): ArrayBuffer }, critical = false): pkijs.Extension {
  return new pkijs.Extension({ extnID, critical, extnValue: schema.toBER() })
}

function keyUsage(usage: { digitalSignature?: boolean; keyCertSign?: boolean }): pkijs.Extension {
  const bits = (usage.digitalSignature ? 0x80 : 0) | (usage.keyCertSign ? 0x04 : 0)
  const unusedBits = usage.keyCertSign ? 2 : 7
  return extension('2.5.29.15', new asn1js.BitString({ unusedBits, valueHex: new Uint8Array([bits]).buffer }), true)
}
