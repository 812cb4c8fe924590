import { UsageError } from '@towpath/base'

/** The first port that is tried. By custom registries have 5000, which the samples take from there upwards. */
export const REGISTRY_PORT = 5500

export const NO_REGISTRY =
  'There is no registry to run on this machine: install docker-registry (Debian has a package of that name), or "docker pull registry:2"'

/** What decides whether a registry is run beside the control plane. */
export interface RegistryQuestion {
  /** `--registry` or `--no-registry`. */
  asked?: boolean
  /** What was decided at an earlier start. */
  remembered?: boolean
  /** Whether this machine has what it takes. */
  possible: boolean
  /** Whether somebody sits at a terminal. */
  terminal: boolean
}

/** Whether to run one; `ask` leaves it to the user. Throws a UsageError when one was asked for and cannot be had. */
export function registryWanted({ asked, remembered, possible, terminal }: RegistryQuestion): boolean | 'ask' {
  if (asked === true && !possible) {
    throw new UsageError(NO_REGISTRY)
  }
  if (asked !== undefined) return asked
  if (!possible) return false
  return remembered ?? (terminal ? 'ask' : true)
}

/** What somebody typed: nothing is yes. */
export function isYes(answer: string): boolean {
  return !/^\s*n/i.test(answer)
}
