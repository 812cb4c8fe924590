import { connectionPlace } from '../rules/triggers/watched-source.ts'
import { Sources } from '../state/sources.ts'
import type { PullRequestChanged, RepositoryPushed, SourceObjectCreated } from './events.ts'
import { Lanes, laneOf } from './lanes.ts'
import { objectChange, pullRequestChange, refChange } from './source-change.ts'
import type { SourceEvent } from './start-pipelines.ts'
import type { TriggerDeps } from './trigger-deps.ts'
import { sourceWatch } from './watch.ts'

/**
 * Starts pipelines when their sources change. What is told here starts at once; what nobody told, or what was told to a
 * process that ended before it had started, is found by looking, at the start and every so often. No method rejects: what
 * could not be done is logged, and found later by looking.
 */
export interface PipelineTriggers {
  repositoryPushed(pushed: RepositoryPushed): Promise<void>
  pullRequest(changed: PullRequestChanged): Promise<void>
  objectCreated(created: SourceObjectCreated): Promise<void>
  /** Begins to look. */
  start(): void
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>
}

export function pipelineTriggers(deps: TriggerDeps): PipelineTriggers {
  const lanes = new Lanes()
  const start = (lane: string, event: SourceEvent) =>
    lanes.run(lane, async () => (await import('./start-pipelines.ts')).startPipelines(deps, event))
  const watch = sourceWatch(deps, start)
  const logged = async (about: object, work: Promise<void>) => {
    await work.catch((err: unknown) => deps.log.error({ err, ...about }, 'A change could not start its pipelines'))
  }

  return {
    repositoryPushed({ account, origin, repository, changes }) {
      const connectionArn = origin.type === 'connection' ? origin.connectionArn : undefined
      const event: SourceEvent = {
        find: (db) => sourcesOfPush(new Sources(db), { account, origin, repository }),
        changes: changes.map(refChange),
        files: (between) =>
          deps.repositories.changedFiles({ account, region: regionOf(origin), repository, connectionArn, ...between }),
      }
      return logged({ repository }, start(laneOf(account, repository), event))
    },
    pullRequest(changed) {
      const { account, connectionArn, repository } = changed
      const region = regionOf({ type: 'connection', connectionArn })
      const event: SourceEvent = {
        find: (db) => new Sources(db).ofPlace(connectionPlace(account, connectionArn, repository)),
        changes: [pullRequestChange(changed)],
        files: (between) => deps.repositories.changedFiles({ account, region, repository, connectionArn, ...between }),
      }
      return logged({ repository }, start(laneOf(account, repository), event))
    },
    objectCreated({ account, bucket, key, versionId, etag }) {
      const name = `${bucket}/${key}`
      const event: SourceEvent = {
        find: (db) => new Sources(db).find(account, 's3', name),
        changes: [objectChange(key, { versionId, etag })],
        files: async () => undefined,
      }
      return logged({ bucket, key }, start(laneOf(account, name), event))
    },
    start: watch.start,
    async stop() {
      await watch.stop()
      await lanes.idle()
    },
  }
}

const regionOf = (origin: RepositoryPushed['origin']): string =>
  origin.type === 'embedded' ? origin.region : (origin.connectionArn.split(':')[3] ?? '')

/** An embedded repository is a CodeCommit one, and is meant first wherever its path is named in its region. */
async function sourcesOfPush(
  sources: Sources,
  { account, origin, repository }: Pick<RepositoryPushed, 'account' | 'origin' | 'repository'>,
) {
  if (origin.type === 'connection') return sources.ofPlace(connectionPlace(account, origin.connectionArn, repository))
  const name = repository.slice(repository.indexOf('/') + 1)
  const [own, connections, github] = await Promise.all([
    sources.find(account, 'codecommit', name),
    sources.find(account, 'connection', repository.toLowerCase()),
    sources.find(account, 'github', repository.toLowerCase()),
  ])
  const byPath = [...connections, ...github].filter((source) => source.repository === repository)
  return [...own, ...byPath].filter((source) => source.region === origin.region)
}
