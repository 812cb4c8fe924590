import { ALPHANUMERIC, type Ids } from '@towpath/base'
import type { ArtifactObject } from '../../providers/provider.ts'
import type { Action, Pipeline } from '../pipeline.ts'

/** Short, so that policies that name them stay small (documented; the lengths are observed). */
const LONGEST = { pipeline: 20, artifact: 10, mark: 7 }

/** The bucket that takes the artifacts of actions in `region`. */
export function artifactBucket(
  { artifactStore, artifactStores }: Pick<Pipeline, 'artifactStore' | 'artifactStores'>,
  region: string,
): string | undefined {
  const store = artifactStores && Object.hasOwn(artifactStores, region) ? artifactStores[region] : artifactStore
  return store?.location
}

/** Where an action has to put its outputs: another place each time. */
export function artifactLocations(
  pipelineName: string,
  { outputArtifacts = [] }: Pick<Action, 'outputArtifacts'>,
  bucket: string,
  ids: Pick<Ids, 'random'>,
): ArtifactObject[] {
  const folder = pipelineName.slice(0, LONGEST.pipeline)
  return outputArtifacts.map(({ name = '' }) => {
    const mark = ids.random(LONGEST.mark, ALPHANUMERIC)
    return { name, bucket, key: `${folder}/${name.slice(0, LONGEST.artifact)}/${mark}` }
  })
}
