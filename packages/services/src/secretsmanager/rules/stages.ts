import { tooManyStages, tooManyVersions } from '../errors.ts'

export const CURRENT = 'AWSCURRENT'
export const PREVIOUS = 'AWSPREVIOUS'
/** Staging labels of one secret, and versions of it that have some (documented). */
const MOST_STAGES = 20
const MOST_VERSIONS = 100

/** Which staging labels each version has. */
export interface Staged {
  id: string
  stages: string[]
}

/**
 * The labels of all versions once `versionId` has been given `stages`: a label is on one version at a time, and the version
 * that AWSCURRENT leaves is AWSPREVIOUS from then on (documented).
 */
export function withStages(versions: readonly Staged[], versionId: string, stages: readonly string[]): Staged[] {
  const left = versions.find((each) => each.id !== versionId && each.stages.includes(CURRENT))
  const movesCurrent = stages.includes(CURRENT) && left !== undefined
  const after = versions.map(({ id, stages: present }): Staged => {
    if (id === versionId) {
      const kept = present.filter((stage) => !(movesCurrent && stage === PREVIOUS))
      return { id, stages: [...new Set([...kept, ...stages])] }
    }
    const taken = (stage: string) => stages.includes(stage) || (movesCurrent && stage === PREVIOUS)
    const kept = present.filter((stage) => !taken(stage))
    return { id, stages: movesCurrent && id === left.id ? [...kept, PREVIOUS] : kept }
  })
  if (after.reduce((sum, each) => sum + each.stages.length, 0) > MOST_STAGES) throw tooManyStages(MOST_STAGES)
  if (after.filter((each) => each.stages.length > 0).length > MOST_VERSIONS) throw tooManyVersions(MOST_VERSIONS)
  return after
}
