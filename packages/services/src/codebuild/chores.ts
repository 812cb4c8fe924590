import type { Chore } from '@towpath/base'
import type { Engine } from '@towpath/engine'
import type { Store } from '@towpath/storage'
import { TOKEN_KEPT } from './rules/start-token.ts'
import { BUILD_RUN } from './runs/run-ids.ts'
import { deleteOldBuilds } from './state/old-builds.ts'
import { forgetStartTokens } from './state/start-tokens.ts'

export interface CodebuildChoresDeps {
  store: Store
  engine: Pick<Engine, 'finished' | 'forget'>
  /** How long builds that have ended are kept, in milliseconds; undefined: for ever. */
  historyKept: number | undefined
}

/** How long the run of a build is kept after its end. Milliseconds. */
const RUNS_KEPT = 86_400_000
const LOT = 100

/** What keeps the tables of builds from growing for ever. */
export function codebuildChores({ store, engine, historyKept }: CodebuildChoresDeps): Chore[] {
  const chores: Chore[] = [
    {
      name: 'codebuild.runs',
      lot: (now) =>
        store.transaction(async (db) => {
          const ended = await engine.finished(db, { kind: BUILD_RUN, before: now - RUNS_KEPT, limit: LOT })
          await engine.forget(
            db,
            ended.map(({ id }) => id),
          )
          return ended.length === LOT
        }),
    },
    {
      name: 'codebuild.start-tokens',
      lot: (now) => store.transaction(async (db) => (await forgetStartTokens(db, now - TOKEN_KEPT, LOT)) === LOT),
    },
  ]
  if (historyKept !== undefined) {
    chores.push({
      name: 'codebuild.builds',
      lot: (now) => store.transaction(async (db) => (await deleteOldBuilds(db, now - historyKept, LOT)) === LOT),
    })
  }
  return chores
}
