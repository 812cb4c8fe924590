import { invalidStructure } from '../../errors.ts'
import { type Pipeline, placedActions } from '../pipeline.ts'

/** One artifact store, or one for each region that the pipeline works in (documented). */
export function checkArtifactStores(pipeline: Pipeline, region: string): void {
  const { artifactStore, artifactStores } = pipeline
  if ((artifactStore === undefined) === (artifactStores === undefined)) {
    throw invalidStructure('Exactly one of artifactStore and artifactStores must be specified')
  }
  for (const store of artifactStore ? [artifactStore] : Object.values(artifactStores ?? {})) {
    if (store.encryptionKey && store.encryptionKey.type !== 'KMS') {
      throw invalidStructure(`Encryption key type '${store.encryptionKey.type}' is not supported; it must be KMS`)
    }
  }
  const regions = new Set([region, ...placedActions(pipeline).map(({ action }) => action.region ?? region)])
  if (artifactStore) {
    const other = [...regions].find((each) => each !== region)
    if (other) {
      throw invalidStructure(`Actions run in region '${other}', so artifactStores with a store for each is needed`)
    }
    return
  }
  for (const each of regions) {
    if (!Object.hasOwn(artifactStores ?? {}, each))
      throw invalidStructure(`artifactStores has no artifact store for region '${each}'`)
  }
}
