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
  /** What hooks said while they ran, one row an entry. */
  host_commands_output: {
    account: string
    region: string
    deployment_id: string
    position: number
    event: number
    /** Counted from 0 within the event. */
    sequence: number
    stream: 'header' | 'stdout' | 'stderr'
    text: string
    at: number
  }
  /** How much of it there is, so that a report need not count. */
  host_commands_output_ends: {
    account: string
    region: string
    deployment_id: string
    position: number
    event: number
    next_sequence: number
    /** Characters of all entries, kept or not. */
    characters: number
    /** Entries below this were dropped to keep the output bounded. */
    first_sequence: number
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
