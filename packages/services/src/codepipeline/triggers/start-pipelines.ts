import { type Logger, type SealingKey, ServiceError } from '@towpath/base'
import type { Database, Store } from '@towpath/storage'
import { detectsChange } from '../rules/triggers/detects-change.ts'
import { initialVariables } from '../rules/variables/pipeline-variables.ts'
import { type StartDeps, startExecution } from '../runs/start-execution.ts'
import { type PipelineRecord, Pipelines } from '../state/pipelines.ts'
import { type IndexedSource, Sources } from '../state/sources.ts'
import { type SourceChange, triggerOf } from './source-change.ts'

export interface StartingDeps extends StartDeps {
  store: Store
  sealing: SealingKey
  log: Logger
}

/** Something happened to one or more sources. */
export interface SourceEvent {
  /** The sources that it concerns. Asked for again in the transaction that starts. */
  find(db: Database): Promise<IndexedSource[]>
  changes: readonly SourceChange[]
  /** Paths that differ between two commits, for those that filter by them; undefined where that cannot be told. */
  files(between: { before: string; after: string }): Promise<string[] | undefined>
}

/**
 * Starts what the changes start, each pipeline once for each change, and remembers in the same transaction what was seen:
 * a change is neither lost nor taken twice. A change that was seen already starts nothing.
 */
export async function startPipelines(deps: StartingDeps, event: SourceEvent): Promise<void> {
  const concerned = await event.find(deps.store.db)
  if (concerned.length === 0) return
  const changes = await withFiles(deps, event, concerned)
  await deps.store.transaction(async (db) => {
    const sources = await event.find(db)
    const seen = new Sources(db)
    for (const change of changes) {
      const fresh = new Set<string>()
      for (const place of new Set(sources.map((source) => source.place))) {
        if (await seen.see(place, change.ref, change.seen, change.since)) fresh.add(place)
      }
      if (!change.start) continue
      const concernedNow = sources.filter((source) => fresh.has(source.place))
      for (const ofPipeline of Map.groupBy(concernedNow, (source) => source.pipelineId).values()) {
        await start(deps, db, ofPipeline, change)
      }
    }
  })
}

/** Looks for the files that differ, but only where somebody filters by them. */
async function withFiles(
  { store, sealing }: StartingDeps,
  { changes, files }: SourceEvent,
  sources: readonly IndexedSource[],
): Promise<SourceChange[]> {
  const asks = await Promise.all(
    sources.map(async (source) => {
      const pipeline = await new Pipelines(store.db, source, sealing).find(source.pipelineName)
      return JSON.stringify(pipeline?.definition.triggers ?? []).includes('"filePaths"')
    }),
  )
  if (!asks.includes(true)) return [...changes]
  return Promise.all(
    changes.map(async (change) => {
      const { event, between } = change.start ?? {}
      if (!change.start || !event || event.type === 'tag' || !between) return change
      return { ...change, start: { ...change.start, event: { ...event, changedFiles: await files(between) } } }
    }),
  )
}

async function start(deps: StartingDeps, db: Database, sources: IndexedSource[], change: SourceChange): Promise<void> {
  const [first] = sources
  if (!first || !change.start) return
  const pipeline = await new Pipelines(db, first, deps.sealing).find(first.pipelineName)
  const started = sources.filter((source) => pipeline?.id === source.pipelineId && concerns(pipeline, source, change))
  const [source] = started
  if (!pipeline || !source) return
  const about = { pipeline: pipeline.name, region: first.region, ref: change.ref }
  const variables = initialVariables(pipeline.definition.variables ?? [])
  if (!variables) {
    deps.log.warn(about, 'A change starts nothing: a variable of the pipeline has no default')
    return
  }
  const { revision } = change.start
  const sourceRevisions = started.map(({ action }) => ({ actionName: action, ...revision }))
  try {
    await startExecution(deps, db, first, pipeline, { trigger: triggerOf(source, change), variables, sourceRevisions })
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    // As many as there may be are running: AWS drops the change without a word (documented).
    deps.log.warn({ ...about, reason: error.message }, 'A change starts nothing')
  }
}

function concerns({ definition }: PipelineRecord, { action: name }: IndexedSource, { start }: SourceChange): boolean {
  const action = definition.stages[0]?.actions.find((each) => each.name === name)
  if (!action || !start) return false
  return start.event === undefined || detectsChange(definition, action, start.event)
}
