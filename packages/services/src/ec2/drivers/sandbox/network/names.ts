import { createHash } from 'node:crypto'

/** Names of what one control plane makes on the machine, so that two control planes never touch each other's. */
export interface NetworkNames {
  /** Six hex digits, told by the data folder alone. */
  id: string
  bridge: string
  /** The machine's end of the line to the namespace that answers for the metadata service. */
  metadata: string
  /** The machine's end of the line to the instance with that position in the subnet. */
  line(index: number): string
  /** Every line's name begins so. */
  linePrefix: string
  /** Of packet filter tables and chains, and the comment of single rules. */
  filter: string
}

/** Interface names have at most 15 characters. */
export function networkNames(folder: string): NetworkNames {
  const id = createHash('sha256').update(folder).digest('hex').slice(0, 6)
  return {
    id,
    bridge: `tpb${id}`,
    metadata: `tpm${id}`,
    line: (index) => `tpv${id}-${index}`,
    linePrefix: `tpv${id}-`,
    filter: `towpath_${id}`,
  }
}
