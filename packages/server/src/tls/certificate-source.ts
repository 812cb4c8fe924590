import type { Certificate } from './certificate.ts'

/** Where the certificate for TLS comes from. */
export interface CertificateSource {
  /** Milliseconds between two questions for the current one. */
  period: number
  /** PEM file that clients need in order to trust it; absent where they are expected to trust it already. */
  caFile?: string
  /**
   * What new connections are to be served with from now on. Asked at start and then every `period`, one at a time.
   * Rejects with a UsageError when there is nothing fit to serve with; a running control plane then keeps what it has.
   */
  current(): Promise<Certificate>
}
