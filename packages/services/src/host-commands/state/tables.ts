/** Times are milliseconds since the epoch. */
export type HostCommandsTables = {
  /** What is known of agents. Written now and then, not with every poll. */
  host_commands_agents: {
    account: string
    region: string
    host_identifier: string
    last_poll_at: number | null
    agent_version: string | null
    last_refusal_at: number | null
    last_refusal: string | null
  }
  /** Keys that sign specifications: the authority (`name` = `authority`) and one signer a region. */
  host_commands_signers: {
    name: string
    /** PEM. */
    certificate: string
    /** The private key, as `sealing` of base wrote it. */
    sealed_key: string
    not_after: number
  }
}
