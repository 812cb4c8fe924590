import { type DeploymentSpecification, type Envelope, formatSpecification } from '@towpath/agent-link'
import type { Clock } from '@towpath/base'
import type { Signers } from './signers.ts'

/** Signed specifications kept in memory: that of one deployment is the same for all its hosts and events. */
const KEPT = 256
/** A kept one is signed again after this time, so that a replaced signer comes into use. Milliseconds. */
const KEPT_FOR = 3_600_000

/** Signs specifications, each text once. */
export class Envelopes {
  readonly #signers: Signers
  readonly #clock: Clock
  readonly #kept = new Map<string, { envelope: Promise<Envelope>; until: number }>()

  constructor(signers: Signers, clock: Clock) {
    this.#signers = signers
    this.#clock = clock
  }

  async sign(region: string, specification: DeploymentSpecification): Promise<Envelope> {
    const content = formatSpecification(specification)
    const key = `${region}\n${content}`
    const kept = this.#kept.get(key)
    if (kept && kept.until > this.#clock.now()) return kept.envelope
    const envelope = this.#sign(region, content)
    this.#kept.delete(key)
    this.#kept.set(key, { envelope, until: this.#clock.now() + KEPT_FOR })
    envelope.catch(() => this.#kept.delete(key))
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest)
    return envelope
  }

  async #sign(region: string, content: string): Promise<Envelope> {
    const { ENVELOPE_FORMAT, signEnvelope } = await import('@towpath/agent-link/envelope/index.ts')
    const signer = await this.#signers.signer(region)
    return { Format: ENVELOPE_FORMAT, Payload: await signEnvelope(content, signer, new Date(this.#clock.now())) }
  }
}
