import { setTimeout as delay } from 'node:timers/promises'
import { type IndexedSource, Sources } from '../state/sources.ts'
import { SOURCES_CHANNEL } from './index-sources.ts'
import type { WatchedPlace } from './read-place.ts'
import { objectChange, refChange, type SourceChange } from './source-change.ts'
import type { SourceEvent } from './start-pipelines.ts'
import type { TriggerDeps, WatchTimes } from './trigger-deps.ts'
import { Turns } from './turns.ts'

const TIMES: WatchTimes = { poll: 60_000, sweep: 300_000, settle: 1000 }

type Start = (lane: string, event: SourceEvent) => Promise<void>

/** Looks for changes that no event told of: at the start, when sources are added, and every so often. */
export function sourceWatch(deps: TriggerDeps, start: Start) {
  const times = { ...TIMES, ...deps.times }
  const closing = new AbortController()
  const { signal } = closing
  const turns = new Turns<Look['which']>()
  let timer: NodeJS.Timeout | undefined
  let unlisten = () => {}
  let sweptAt = Number.NEGATIVE_INFINITY

  const ask = (which: Look['which']) =>
    turns.ask(which, () =>
      look(deps, start, { which, settle: times.settle, signal }).catch((err: unknown) => {
        if (!signal.aborted) deps.log.error({ err }, 'Looking for changes of sources failed')
      }),
    )
  const tick = () => {
    const now = deps.clock.now()
    const sweeps = now - sweptAt >= times.sweep
    if (sweeps) sweptAt = now
    ask(sweeps ? 'all' : 'remote')
    timer = setTimeout(tick, times.poll).unref()
  }
  return {
    start() {
      unlisten = deps.store.listen(SOURCES_CHANNEL, () => ask('new'))
      tick()
    },
    async stop() {
      clearTimeout(timer)
      unlisten()
      closing.abort()
      await turns.idle()
    },
  }
}

interface Look {
  /** `new`: places that were never looked at as a whole. `remote`: what no event is sure to tell of. */
  which: 'all' | 'remote' | 'new'
  settle: number
  signal: AbortSignal
}

/** Compares what is there with what was seen last, and starts what follows from a difference that lasts. */
export async function look(deps: TriggerDeps, start: Start, { which, settle, signal }: Look): Promise<void> {
  const listed = await new Sources(deps.store.db).list(['codecommit', 'connection', 'github', 's3'])
  if (listed.length === 0) return
  const { readPlace } = await import('./read-place.ts')
  const different: WatchedPlace[] = []
  for (const sources of Map.groupBy(listed, (source) => source.place).values()) {
    await alone(deps, sources, signal, async () => {
      const found = await readPlace(deps, sources, { which, signal })
      if (found && (await compare(deps, found)).length > 0) different.push(found)
    })
  }
  if (different.length === 0) return
  await delay(settle, undefined, { signal, ref: false })
  for (const before of different) {
    await alone(deps, before.sources, signal, async () => {
      const still = await readPlace(deps, before.sources, { which, signal })
      const changes = still ? await compare(deps, still) : []
      const lasting = changes.filter(({ ref, seen }) => before.found.get(ref) === seen)
      if (still && lasting.length > 0) await start(still.lane, eventOf(deps, still, lasting))
    })
  }
}

/** A place that cannot be looked at keeps nobody from looking at the others. */
async function alone(
  { log }: TriggerDeps,
  [source]: IndexedSource[],
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  signal.throwIfAborted()
  await work().catch((err: unknown) => {
    log.warn({ err, pipeline: source?.pipelineName, region: source?.region }, 'A source could not be looked at')
  })
}

/** What is other than it was seen last. A place that was never looked at is, and nothing of it is other. */
async function compare(
  deps: TriggerDeps,
  { place, kind, found, partial, polled }: WatchedPlace,
): Promise<SourceChange[]> {
  const { lookedAt, heads } = await new Sources(deps.store.db).heads(place)
  if (!lookedAt) await deps.store.transaction((db) => new Sources(db).lookedAt(place, found))
  const changed = [...found].filter(([ref, now]) => heads.get(ref) !== now && (lookedAt || heads.has(ref)))
  const gone = partial ? [] : [...heads.keys()].filter((ref) => ref.startsWith('refs/') && !found.has(ref))
  const changes = changed.map(([ref, now]) => {
    if (kind !== 's3') return refChange({ ref, before: heads.get(ref), after: now })
    return objectChange(ref, { versionId: now, etag: now })
  })
  const all: SourceChange[] = [...changes, ...gone.map((ref) => ({ ref }))]
  return all.map((change) => ({ ...change, polled, since: { head: heads.get(change.ref) } }))
}

function eventOf(deps: TriggerDeps, { place, access }: WatchedPlace, changes: SourceChange[]): SourceEvent {
  return {
    find: (db): Promise<IndexedSource[]> => new Sources(db).ofPlace(place),
    changes,
    files: async (between) => access && deps.repositories.changedFiles({ ...access, ...between }),
  }
}
