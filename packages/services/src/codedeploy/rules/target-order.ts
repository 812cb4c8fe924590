/** What a deployment group remembers of a target. */
export interface TargetHealth {
  /** Whether the last deployment to it succeeded. */
  healthy: boolean
  /** Identity of the revision that it runs, where that is known. */
  revision?: string
}

export interface Candidate {
  targetId: string
  /** Availability Zone; empty where there is none. */
  zone: string
  /** Absent when the group never deployed to it. */
  health?: TargetHealth
  /** Decides within a class; random, so that deployments do not always begin with the same hosts (documented). */
  chance: string
}

/**
 * The order in which targets are deployed: those whose last deployment failed first, then those whose revision is
 * unknown, then those with an older one, then those that run the group's current one (documented). `byZone` keeps the
 * targets of a zone together; zones go by name, targets without a zone last.
 */
export function orderTargets<T extends Candidate>(
  candidates: readonly T[],
  options: { currentRevision?: string; byZone: boolean },
): T[] {
  const keyOf = (candidate: T) => [
    options.byZone ? (candidate.zone === '' ? '1' : `0${candidate.zone}`) : '',
    rank(candidate.health, options.currentRevision),
    candidate.chance,
    candidate.targetId,
  ]
  return candidates
    .map((candidate) => ({ candidate, key: keyOf(candidate) }))
    .sort((left, right) => compare(left.key, right.key))
    .map(({ candidate }) => candidate)
}

function rank(health: TargetHealth | undefined, currentRevision: string | undefined): number {
  if (health && !health.healthy) return 0
  if (health?.revision === undefined) return 1
  return health.revision === currentRevision ? 3 : 2
}

function compare(left: readonly (string | number)[], right: readonly (string | number)[]): number {
  for (const [index, value] of left.entries()) {
    const other = right[index]
    if (other === undefined || value === other) continue
    return value < other ? -1 : 1
  }
  return 0
}
