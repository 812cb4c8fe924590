/** Signed specifications. A door of its own, because the libraries behind it cost memory that an idle agent saves. */
export {
  type CertificateOptions,
  createAuthority,
  createServerCertificate,
  createSigner,
  type KeyPair,
  signerName,
} from './certificates.ts'
export { ENVELOPE_FORMAT, signEnvelope } from './sign.ts'
export { EnvelopeRefused, type RefusalReason, type Trust, verifyEnvelope } from './verify.ts'
