import type { Database } from '@towpath/storage'
import type { Action } from '../rules/pipeline.ts'
import { watchedSources } from '../rules/triggers/watched-source.ts'
import type { SourceRevision } from '../state/executions.ts'
import type { PipelineRecord } from '../state/pipelines.ts'
import { Sources } from '../state/sources.ts'
import type { Scope } from '../state/tables.ts'

/**
 * The commit that a push told by GitHub to a webhook is about, for the action to take, within the transaction that starts
 * the pipeline. `seen`: the source was polled meanwhile, and the commit has started it already. Nothing for what is no push.
 * Only for what GitHub has signed: whoever names a commit chooses what is released.
 */
export async function pushedRevisions(
  db: Database,
  scope: Scope,
  { definition }: Pick<PipelineRecord, 'definition'>,
  { name, actionTypeId }: Action,
  event: unknown,
): Promise<SourceRevision[] | 'seen'> {
  const { ref, after } = (event ?? {}) as { ref?: unknown; after?: unknown }
  const isPush = typeof ref === 'string' && ref.startsWith('refs/heads/') && typeof after === 'string'
  if (actionTypeId.provider !== 'GitHub' || !isPush || !/^(?!0{40})[0-9a-f]{40}$/.test(after)) return []
  const watched = watchedSources(definition, scope).find((source) => source.action === name)
  if (watched && !(await new Sources(db).see(watched.place, ref, after))) return 'seen'
  return [{ actionName: name, revisionType: 'COMMIT_ID', revisionValue: after }]
}
