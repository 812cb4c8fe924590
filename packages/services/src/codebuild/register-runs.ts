import { readdir, realpath, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Engine } from '@towpath/engine'
import type { BuildRunDeps } from './runs/build-run-deps.ts'
import type { BuildSessions } from './runs/build-sessions.ts'
import { BUILD_RUN } from './runs/run-ids.ts'
import { runningBuildUuids } from './state/running-builds.ts'

/** What builds are given by the composition root to run. */
export type CodebuildRunDeps = BuildRunDeps & { engine: Engine }

/** The builds of this machine. */
export interface BuildRunner {
  /** Ends and removes what is left of builds that do not run any more. To be called once, before the engine's loop is started. */
  sweep(): Promise<string[]>
  /** Lets go of the builds that run: they go on, and the next process finds them. To be called once the engine has stopped. */
  close(): Promise<void>
}

/** Makes the engine know this room's runs. To be called once, before its loop is started. */
export function registerCodebuildRuns(deps: CodebuildRunDeps): BuildRunner {
  let sessions: BuildSessions | undefined
  deps.engine.register({
    kind: BUILD_RUN,
    async load() {
      const [{ buildRun }, { BuildSessions }] = await Promise.all([
        import('./runs/build-run.ts'),
        import('./runs/build-sessions.ts'),
      ])
      sessions = new BuildSessions(deps)
      return buildRun(deps, sessions)
    },
  })
  return { sweep: () => sweep(deps), close: async () => sessions?.close() }
}

async function sweep({ store, drivers, buildsFolder, log }: CodebuildRunDeps): Promise<string[]> {
  const folder = await realpath(buildsFolder)
  const running = await runningBuildUuids(store.db)
  const isLeft = (path: string) => !running.has(basename(path))
  const removed = new Set<string>()
  for (const driver of drivers.all) {
    for (const path of (await driver.list(folder)).filter(isLeft)) {
      await driver.end(path)
      removed.add(basename(path))
    }
  }
  for (const name of await readdir(folder)) {
    if (!isLeft(name)) continue
    try {
      await rm(join(folder, name), { recursive: true, force: true })
      removed.add(name)
    } catch (error) {
      log.warn({ err: error, build: name }, 'What is left of a build cannot be removed')
    }
  }
  if (removed.size > 0) log.info({ builds: [...removed] }, 'removed what was left of builds that had ended')
  return [...removed]
}
