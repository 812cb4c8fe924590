import type { Database } from '@towpath/storage'
import type { Selectable } from 'kysely'
import type { SourceKind, WatchedSource } from '../rules/triggers/watched-source.ts'
import type { SourceTables } from './source-tables.ts'
import type { Scope } from './tables.ts'

/** A watched source and the pipeline that it starts. */
export interface IndexedSource extends WatchedSource, Scope {
  pipelineId: string
  pipelineName: string
}

/** The ref whose head says that all others of a place were looked at. */
const LOOKED_AT = ''
/** Rows written at a time: databases bound the number of values. */
const AT_ONCE = 200

/** Which sources are watched, in all accounts and regions, and what was seen of them last. */
export class Sources {
  readonly #db

  constructor(db: Database) {
    this.#db = db.withTables<SourceTables>()
  }

  /**
   * Makes `sources` those of a pipeline. What joins or leaves a place has it looked at anew, so that nothing starts which was
   * there before; what nobody watches any more is forgotten. Resolves to whether something changed.
   */
  async replace(pipeline: Scope & { id: string; name: string }, sources: readonly WatchedSource[]): Promise<boolean> {
    const { id, name, account, region } = pipeline
    const before = (await this.#select().where('pipeline_id', '=', id).execute()).map(fromRow)
    // As text, in one order: an update that leaves the sources alone leaves their places alone.
    const sorted = sources.toSorted((left, right) => (left.action < right.action ? -1 : 1))
    const told = (list: readonly WatchedSource[]) =>
      JSON.stringify(list.map(({ action, place, branch }) => [action, place, branch]))
    if (told(before.toSorted((left, right) => (left.action < right.action ? -1 : 1))) === told(sorted)) return false
    await this.#db.deleteFrom('codepipeline_sources').where('pipeline_id', '=', id).execute()
    for (const source of sources) {
      const row = { ...source, pipeline_id: id, account, region, pipeline_name: name }
      await this.#db.insertInto('codepipeline_sources').values(row).execute()
    }
    for (const place of new Set([...before, ...sources].map((source) => source.place))) await this.#forget(place)
    return true
  }

  /** Those that events of that name concern, in one account. */
  async find(account: string, kind: SourceKind, name: string): Promise<IndexedSource[]> {
    const rows = await this.#select()
      .where('kind', '=', kind)
      .where('name', '=', name)
      .where('account', '=', account)
      .execute()
    return rows.map(fromRow)
  }

  async ofPlace(place: string): Promise<IndexedSource[]> {
    return (await this.#select().where('place', '=', place).execute()).map(fromRow)
  }

  async list(kinds: SourceKind[]): Promise<IndexedSource[]> {
    return (await this.#select().where('kind', 'in', kinds).execute()).map(fromRow)
  }

  /** Revision by ref; undefined while the place was not looked at as a whole. */
  async heads(place: string): Promise<{ lookedAt: boolean; heads: Map<string, string> }> {
    const rows = await this.#db
      .selectFrom('codepipeline_source_heads')
      .select(['ref', 'revision'])
      .where('place', '=', place)
      .execute()
    const heads = new Map(rows.map(({ ref, revision }) => [ref, revision]))
    return { lookedAt: heads.delete(LOOKED_AT), heads }
  }

  /**
   * Resolves to false, and changes nothing, when that is what was seen last already, or when it is not `since.head` any more
   * that was seen last. Without a revision, the ref is gone.
   */
  async see(
    place: string,
    ref: string,
    revision: string | undefined,
    since?: { head: string | undefined },
  ): Promise<boolean> {
    const here = this.#db
      .selectFrom('codepipeline_source_heads')
      .select('revision')
      .where('place', '=', place)
      .where('ref', '=', ref)
    const seen = await here.executeTakeFirst()
    if (seen?.revision === revision || (since && since.head !== seen?.revision)) return false
    if (revision === undefined) await this.#forgetRef(place, ref)
    else await this.#save([{ place, ref, revision }])
    return true
  }

  /** The place was looked at as a whole: what was not seen of it before is seen, and has started nothing. */
  async lookedAt(place: string, found: ReadonlyMap<string, string>): Promise<void> {
    const rows = [...found, [LOOKED_AT, ''] as const].map(([ref, revision]) => ({ place, ref, revision }))
    for (let at = 0; at < rows.length; at += AT_ONCE) {
      await this.#db
        .insertInto('codepipeline_source_heads')
        .values(rows.slice(at, at + AT_ONCE))
        .onConflict((conflict) => conflict.columns(['place', 'ref']).doNothing())
        .execute()
    }
  }

  async #save(rows: SourceTables['codepipeline_source_heads'][]): Promise<void> {
    await this.#db
      .insertInto('codepipeline_source_heads')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['place', 'ref']).doUpdateSet((set) => ({ revision: set.ref('excluded.revision') })),
      )
      .execute()
  }

  /** Of a place that somebody else watches still, what was seen stays; new refs of it are looked at anew. */
  async #forget(place: string): Promise<void> {
    const isWatched = (await this.ofPlace(place)).length > 0
    if (isWatched) await this.#forgetRef(place, LOOKED_AT)
    else await this.#db.deleteFrom('codepipeline_source_heads').where('place', '=', place).execute()
  }

  async #forgetRef(place: string, ref: string): Promise<void> {
    await this.#db.deleteFrom('codepipeline_source_heads').where('place', '=', place).where('ref', '=', ref).execute()
  }

  #select() {
    return this.#db.selectFrom('codepipeline_sources').selectAll()
  }
}

function fromRow(row: Selectable<SourceTables['codepipeline_sources']>): IndexedSource {
  return {
    pipelineId: row.pipeline_id,
    pipelineName: row.pipeline_name,
    account: row.account,
    region: row.region,
    action: row.action,
    kind: row.kind,
    name: row.name,
    repository: row.repository,
    branch: row.branch,
    place: row.place,
  }
}
