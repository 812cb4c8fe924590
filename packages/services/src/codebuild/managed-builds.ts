import { isBuildId, ownerOf } from './rules/arns.ts'
import type { BuildInput } from './rules/build-input.ts'
import type { BuildRecord } from './rules/build-record.ts'
import { uuidOf } from './rules/new-build.ts'
import type { ProjectSettings } from './rules/project-settings.ts'
import { refusedRole } from './runs/build-failure.ts'
import type { BuildRunDeps } from './runs/build-run-deps.ts'
import { startBuild, stopBuild } from './runs/start-build.ts'
import { Builds } from './state/builds.ts'
import type { Scope } from './state/tables.ts'

/** A build without a project: a Commands action of a pipeline needs it. */
export interface ManagedBuild extends Scope {
  /** `<name>:<uuid>`: a second start is the same build. */
  buildId: string
  initiator: string
  role: { pipelineRoleArn: string; actionRoleArn?: string; pipelineArn: string; sessionName: string }
  buildspec: string
  environment: {
    type: 'LINUX_CONTAINER' | 'WINDOWS_SERVER_2022_CONTAINER'
    computeType: string
    variables: ReadonlyArray<{ name: string; value: string; type: 'PLAINTEXT' | 'SECRETS_MANAGER' }>
  }
  /** Zips; the first is the primary source. */
  sources: ReadonlyArray<{ identifier: string; bucket: string; key: string }>
  /** `key` is the whole key. */
  artifact?: { bucket: string; key: string }
  /** The stream is the uuid of the build. */
  logGroup: string
  timeoutInMinutes: number
}

export interface ManagedBuildState {
  status: BuildRecord['status']
  /** Of the phase that failed first. */
  failure?: { phase: string; code: string; message: string }
  exportedVariables: Readonly<Record<string, string>>
  logStreamArn?: string
  logUrl?: string
}

type Deps = Pick<BuildRunDeps, 'store' | 'engine' | 'ids' | 'clock' | 'roles' | 'drivers'>
type Asked = Scope & { buildId: string }

/** What such builds run in, where there is a choice. */
const IMAGE = 'aws/codebuild/amazonlinux-x86_64-standard:5.0'
const QUEUED_MINUTES = 480

/** Builds that belong to no project. Lists do not show them; their ends are told like those of others. */
export function managedBuilds(deps: Deps) {
  const { store, engine, clock, roles, drivers } = deps
  return {
    /** Resolves to why it cannot be started, for people. */
    async start(build: ManagedBuild): Promise<{ refused: string } | undefined> {
      const { buildId, initiator } = build
      if (!isBuildId(buildId)) throw new Error(`"${buildId}" is not the id of a build`)
      if (await new Builds(store.db, build).find(buildId)) return undefined
      const input = inputOf(build)
      const chosen = await drivers.choose(input.settings.environment)
      if ('refused' in chosen) return { refused: chosen.refused.message }
      const { account, region, role } = build
      const assumed = await roles.assume({ account, region, role: input.role, sessionName: role.sessionName })
      if ('refused' in assumed) return { refused: refusedRole(assumed).message }
      await store.transaction(async (db) => {
        if (await new Builds(db, build).find(buildId)) return
        const start = { projectName: ownerOf(buildId), input, initiator, at: clock.now(), uuid: uuidOf(buildId) }
        await startBuild(deps, db, build, start)
      })
      return undefined
    },
    /** Undefined: there is no such build. */
    async find(asked: Asked): Promise<ManagedBuildState | undefined> {
      const build = await new Builds(store.db, asked).find(asked.buildId)
      return build && stateOf(build)
    },
    /** Ends a build that runs; nothing otherwise. */
    async stop(asked: Asked): Promise<void> {
      await store.transaction(async (db) => {
        const build = await new Builds(db, asked).find(asked.buildId)
        if (build) await stopBuild(engine, db, asked, build)
      })
    },
  }
}

function inputOf({
  role,
  buildspec,
  environment,
  sources,
  artifact,
  logGroup,
  timeoutInMinutes,
}: ManagedBuild): BuildInput {
  const [primary, ...secondary] = sources
  const settings: ProjectSettings = {
    source: primary
      ? { type: 'CODEPIPELINE', location: `${primary.bucket}/${primary.key}`, buildspec }
      : { type: 'NO_SOURCE', buildspec },
    secondarySources: secondary.map(({ identifier, bucket, key }) => ({
      type: 'CODEPIPELINE',
      sourceIdentifier: identifier,
      location: `${bucket}/${key}`,
    })),
    artifacts: artifact
      ? { type: 'CODEPIPELINE', location: artifact.bucket, path: artifact.key, packaging: 'ZIP' }
      : { type: 'NO_ARTIFACTS' },
    environment: {
      type: environment.type,
      image: IMAGE,
      // What it says is for the room that asks.
      computeType: environment.computeType as 'BUILD_GENERAL1_SMALL',
      environmentVariables: [...environment.variables],
      privilegedMode: false,
    },
    serviceRole: role.actionRoleArn ?? role.pipelineRoleArn,
    cache: { type: 'NO_CACHE' },
    logsConfig: { cloudWatchLogs: { status: 'ENABLED', groupName: logGroup } },
    timeoutInMinutes,
    queuedTimeoutInMinutes: QUEUED_MINUTES,
    badgeEnabled: false,
    tags: [],
  }
  const { sessionName: _, ...pipeline } = role
  return { settings, role: { type: 'pipeline', ...pipeline }, managed: true }
}

function stateOf({ status, phases, outcome, settings }: BuildRecord): ManagedBuildState {
  const failed = phases.find((phase) => phase.status !== undefined && phase.status !== 'SUCCEEDED')
  const [context] = failed?.contexts ?? []
  const exported = (outcome.exportedEnvironmentVariables ?? []).map(({ name = '', value = '' }) => [name, value])
  return {
    status,
    failure: failed && { phase: failed.phase, code: context?.statusCode ?? '', message: context?.message ?? '' },
    exportedVariables: Object.fromEntries(exported),
    logStreamArn: settings.logs?.cloudWatchLogsArn,
    logUrl: settings.logs?.deepLink,
  }
}
