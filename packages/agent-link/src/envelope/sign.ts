import { createHash } from 'node:crypto'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { importPrivateKey, type KeyPair } from './certificates.ts'
import { OID } from './oids.ts'
import { derOf, pem } from './pem.ts'

/** The only format that agents accept over the wire. */
export const ENVELOPE_FORMAT = 'PKCS7/JSON'

/**
 * Signs `content`: PKCS#7 signed data with the content and the signer's certificate inside, PEM with the label `PKCS7`
 * (the official agent refuses the label `CMS`). Put it into `GenericEnvelope` with the format {@link ENVELOPE_FORMAT}.
 */
export async function signEnvelope(content: string, signer: KeyPair, signedAt: Date): Promise<string> {
  const bytes = new Uint8Array(Buffer.from(content, 'utf8'))
  const certificate = pkijs.Certificate.fromBER(derOf(signer.certificate))
  const signed = new pkijs.SignedData({
    version: 1,
    encapContentInfo: new pkijs.EncapsulatedContentInfo({ eContentType: OID.data }),
    signerInfos: [
      new pkijs.SignerInfo({
        version: 1,
        sid: new pkijs.IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber }),
        signedAttrs: signedAttributes(bytes, signedAt),
      }),
    ],
    certificates: [certificate],
  })
  // One primitive octet string: what the parser of the official agent, and any DER parser, reads without surprises.
  signed.encapContentInfo.eContent = new asn1js.OctetString({ valueHex: bytes })
  await signed.sign(await importPrivateKey(signer.privateKey), 0, 'SHA-256')
  const info = new pkijs.ContentInfo({ contentType: OID.signedData, content: signed.toSchema(true) })
  return pem('PKCS7', info.toSchema().toBER())
}

function signedAttributes(content: Uint8Array, signedAt: Date): pkijs.SignedAndUnsignedAttributes {
  const digest = new Uint8Array(createHash('sha256').update(content).digest())
  return new pkijs.SignedAndUnsignedAttributes({
    type: 0,
    attributes: [
      attribute(OID.contentType, new asn1js.ObjectIdentifier({ value: OID.data })),
      attribute(OID.signingTime, new asn1js.UTCTime({ valueDate: signedAt })),
      attribute(OID.messageDigest, new asn1js.OctetString({ valueHex: digest })),
    ],
  })
}

function attribute(type: string, value: asn1js.BaseBlock): pkijs.Attribute {
  return new pkijs.Attribute({ type, values: [value] })
}
