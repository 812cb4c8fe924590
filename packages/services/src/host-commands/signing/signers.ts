import type { KeyPair } from '@towpath/agent-link/envelope/index.ts'
import type { Clock, SealingKey } from '@towpath/base'
import type { Store } from '@towpath/storage'
import type { HostCommandsTables } from '../state/tables.ts'

/** Loaded on first use: the libraries behind it cost memory that an idle control plane saves. */
const certificates = () => import('@towpath/agent-link/envelope/index.ts')

const PURPOSE = 'host-commands.signer'
const AUTHORITY = 'authority'
const DAY = 86_400_000
/** Agents hold on to the authority's certificate, so it must outlast them. */
const AUTHORITY_DAYS = 3650
const SIGNER_DAYS = 365
/** A signer is replaced when it has less than this left. */
const RENEW_DAYS = 30
/** Clocks of hosts may be behind ours. */
const SKEW = DAY

/**
 * The keys that specifications are signed with: an authority, made on first use, whose certificate agents are given, and
 * below it a signer for each region. Private keys are sealed at rest.
 */
export class Signers {
  readonly #store: Store
  readonly #sealing: SealingKey
  readonly #clock: Clock
  readonly #known = new Map<string, Promise<KeyPair & { notAfter: number }>>()

  constructor(parts: { store: Store; sealing: SealingKey; clock: Clock }) {
    this.#store = parts.store
    this.#sealing = parts.sealing
    this.#clock = parts.clock
  }

  /** PEM of the authority's certificate: what agents are configured to trust (`deployment_signer_ca_file`). */
  async authorityCertificate(): Promise<string> {
    return (await this.#get(AUTHORITY, () => this.#makeAuthority())).certificate
  }

  /** The key pair that signs in that region. */
  async signer(region: string): Promise<KeyPair> {
    const { signerName } = await certificates()
    return this.#get(signerName(region), (name) => this.#makeSigner(name))
  }

  async #get(
    name: string,
    make: (name: string) => Promise<KeyPair & { notAfter: number }>,
  ): Promise<KeyPair & { notAfter: number }> {
    const known = this.#known.get(name)
    if (known) {
      const pair = await known
      if (this.#isFresh(pair)) return pair
    }
    const loading = this.#loadOrMake(name, make)
    this.#known.set(name, loading)
    loading.catch(() => this.#known.delete(name))
    return loading
  }

  #isFresh({ notAfter }: { notAfter: number }): boolean {
    return notAfter - this.#clock.now() > RENEW_DAYS * DAY
  }

  async #loadOrMake(
    name: string,
    make: (name: string) => Promise<KeyPair & { notAfter: number }>,
  ): Promise<KeyPair & { notAfter: number }> {
    const kept = await this.#load(name)
    if (kept && this.#isFresh(kept)) return kept
    const made = await make(name)
    // Two processes may make one at the same time: the one that is written first is everybody's.
    await this.#store.transaction(async (db) => {
      const row = {
        certificate: made.certificate,
        sealed_key: this.#sealing.seal(made.privateKey, PURPOSE),
        not_after: made.notAfter,
      }
      await db
        .withTables<HostCommandsTables>()
        .insertInto('host_commands_signers')
        .values({ name, ...row })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet(row)
            .where('host_commands_signers.not_after', '=', kept?.notAfter ?? -1),
        )
        .execute()
    })
    const winner = await this.#load(name)
    if (!winner) throw new Error(`The signing key "${name}" is sealed with another key.`)
    return winner
  }

  async #load(name: string): Promise<(KeyPair & { notAfter: number }) | undefined> {
    const row = await this.#store.db
      .withTables<HostCommandsTables>()
      .selectFrom('host_commands_signers')
      .selectAll()
      .where('name', '=', name)
      .executeTakeFirst()
    if (!row) return undefined
    const privateKey = this.#sealing.open(row.sealed_key, PURPOSE)
    if (privateKey === undefined) throw new Error(`The signing key "${name}" is sealed with another key.`)
    return { certificate: row.certificate, privateKey, notAfter: Number(row.not_after) }
  }

  async #makeAuthority(): Promise<KeyPair & { notAfter: number }> {
    const { createAuthority } = await certificates()
    const validity = this.#validity(AUTHORITY_DAYS)
    const pair = await createAuthority({ name: 'Towpath deployment signer authority', ...validity })
    return { ...pair, notAfter: validity.notAfter.getTime() }
  }

  async #makeSigner(name: string): Promise<KeyPair & { notAfter: number }> {
    const authority = await this.#get(AUTHORITY, () => this.#makeAuthority())
    const { createSigner } = await certificates()
    const validity = this.#validity(SIGNER_DAYS)
    const pair = await createSigner(authority, { name, ...validity })
    return { ...pair, notAfter: validity.notAfter.getTime() }
  }

  #validity(days: number): { notBefore: Date; notAfter: Date } {
    // Certificates count whole seconds.
    const now = Math.floor(this.#clock.now() / 1000) * 1000
    return { notBefore: new Date(now - SKEW), notAfter: new Date(now + days * DAY) }
  }
}
