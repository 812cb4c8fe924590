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
 * Only for what GitHub has signed: whoever names a commit chooses what is released. For the same reason a push to another
 * branch or repository, which loose filters let through, names none: the pipeline takes what its own branch has.
 */
export async function pushedRevisions(
  db: Database,
  scope: Scope,
  { definition }: Pick<PipelineRecord, 'definition'>,
  { name, actionTypeId, configuration }: Action,
  event: unknown,
): Promise<SourceRevision[] | 'seen'> {
  const { ref, after, repository } = (event ?? {}) as { ref?: unknown; after?: unknown; repository?: unknown }
  const { full_name: fullName } = (repository ?? {}) as { full_name?: unknown }
  const { Owner = '', Repo = '', Branch = '' } = configuration
  if (actionTypeId.provider !== 'GitHub' || ref !== `refs/heads/${Branch}`) return []
  if (typeof fullName !== 'string' || fullName.toLowerCase() !== `${Owner}/${Repo}`.toLowerCase()) return []
  if (typeof after !== 'string' || !/^(?!0{40})[0-9a-f]{40}$/.test(after)) return []
  const watched = watchedSources(definition, scope).find((source) => source.action === name)
  if (watched && !(await new Sources(db).see(watched.place, ref, after))) return 'seen'
  return [{ actionName: name, revisionType: 'COMMIT_ID', revisionValue: after }]
}
