import type { Database, Store } from '@towpath/storage'
import type { PipelineChanges } from '../ports/pipeline-changes.ts'
import { watchedSources } from '../rules/triggers/watched-source.ts'
import type { PipelineRecord } from '../state/pipelines.ts'
import { Sources } from '../state/sources.ts'
import type { Scope } from '../state/tables.ts'

/** Told when sources were added, so that what is there already is looked at before it changes. */
export const SOURCES_CHANNEL = 'codepipeline.sources'

/** Keeps the index of sources up to date with the definitions of one account and region. */
export function sourceChanges(store: Pick<Store, 'notify'>, scope: Scope): PipelineChanges {
  return {
    created: (db, pipeline) => indexSources(store, db, scope, pipeline),
    updated: (db, pipeline) => indexSources(store, db, scope, pipeline),
    async deleted(db, pipeline) {
      await new Sources(db).replace({ ...scope, ...pipeline }, [])
    },
  }
}

async function indexSources(
  store: Pick<Store, 'notify'>,
  db: Database,
  { account, region }: Scope,
  { id, name, definition }: PipelineRecord,
): Promise<void> {
  const sources = watchedSources(definition, { account, region })
  const changed = await new Sources(db).replace({ account, region, id, name }, sources)
  if (changed && sources.length > 0) store.notify(SOURCES_CHANNEL, id)
}
