import { randomBytes } from 'node:crypto'
import { CodePipelineClient } from '@aws-sdk/client-codepipeline'
import { type Clock, randomIds, sealingKey, silentLogger, systemClock } from '@towpath/base'
import { createEngine, type Engine, engineSchema } from '@towpath/engine'
import { type WireServer, type WireServerOptions, wireServer } from '@towpath/wire/testing/wire-server.ts'
import { codepipelineEntry } from '../entry.ts'
import { jobProvider } from '../jobs/job-provider.ts'
import type { ActionRoles, RoleCalls } from '../ports/action-roles.ts'
import { manualApproval } from '../providers/manual.ts'
import type { RuleProvider } from '../providers/rule.ts'
import { registerCodepipelineRuns } from '../register-runs.ts'
import type { CodepipelineDeps } from '../room.ts'
import { codepipelineSchema } from '../state/migrations/index.ts'
import { ScriptedProvider } from './scripted-provider.ts'

/** A control plane that serves this room alone, with a client of its root user. */
export interface CodepipelineServer extends WireServer {
  pipelines: CodePipelineClient
  /** The same client, speaking to another region. */
  inRegion(region: string): CodePipelineClient
  /** What became of definitions, in order: `created web 1`. */
  heard: string[]
  deps: CodepipelineDeps
  engine: Engine
  /** Carries out all actions but approvals and custom ones. */
  provider: ScriptedProvider
}

export interface CodepipelineServerOptions extends WireServerOptions {
  deps?: Partial<CodepipelineDeps>
  /** Whether executions go on by themselves; otherwise they rest where they wait for an action to begin. */
  running?: boolean
  /** Of the engine and its runs alone: requests are signed with the real time. */
  runsClock?: Clock
  roles?: ActionRoles
  rules?: Record<string, RuleProvider>
}

const ROLE_CALLS: RoleCalls = {
  arn: 'arn:aws:sts::123456789012:assumed-role/CodePipelineRole/web',
  call: async () => {
    throw new Error('Nothing is called in the name of a role here')
  },
  may: async () => true,
}

/** What workers of jobs get; their session token is the session policy, for tests to read. */
const ARTIFACT_KEY = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'test-secret' }

/** The room over HTTP on a real store. By default every role can be assumed. */
export async function codepipelineServer(options: CodepipelineServerOptions = {}): Promise<CodepipelineServer> {
  // The engine works on the store, which the server opens.
  const made: { engine?: Engine } = {}
  const engineOf = (): Engine => {
    if (!made.engine) throw new Error('The engine is not there yet')
    return made.engine
  }
  const heard: string[] = []
  const deps: CodepipelineDeps = {
    pipelineRoles: { mayAssume: async () => 'yes' },
    changes: {
      created: async (_, { name, version }) => void heard.push(`created ${name} ${version}`),
      updated: async (_, { name, version }) => void heard.push(`updated ${name} ${version}`),
      deleted: async (_, { name, version }) => void heard.push(`deleted ${name} ${version}`),
    },
    engine: {
      start: (...given) => engineOf().start(...given),
      deliver: (...given) => engineOf().deliver(...given),
      read: (...given) => engineOf().read(...given),
    },
    sealing: sealingKey(randomBytes(32)),
    githubHooks: {
      register: async () => ({ refused: 'unavailable', message: 'There is no GitHub here' }),
      remove: async () => undefined,
    },
    jobCredentials: { issue: async ({ policy }) => ({ ...ARTIFACT_KEY, sessionToken: policy }) },
    ...options.deps,
  }
  const server = await wireServer([codepipelineEntry(deps)], options)
  await server.store.migrate([engineSchema, codepipelineSchema])
  const parts = { store: server.store, clock: options.runsClock ?? systemClock, ids: options.ids ?? randomIds }
  const engine = createEngine({ ...parts, log: silentLogger })
  made.engine = engine
  const provider = new ScriptedProvider()
  const jobs = jobProvider({ ...parts, sealing: deps.sealing })
  registerCodepipelineRuns({
    ...parts,
    engine,
    log: silentLogger,
    sealing: deps.sealing,
    roles: options.roles ?? { assume: async () => ROLE_CALLS },
    providers:
      async () =>
      ({ category, owner }) =>
        owner === 'Custom' ? jobs : category === 'Approval' ? manualApproval : provider,
    rules: async () => (name) => options.rules?.[name],
  })
  if (options.running) engine.startLoop()
  const inRegion = (region: string) => new CodePipelineClient({ ...server.client, region })
  const pipelines = new CodePipelineClient(server.client)
  return {
    ...server,
    pipelines,
    inRegion,
    heard,
    deps,
    engine,
    provider,
    async [Symbol.asyncDispose]() {
      await engine.stop()
      await server[Symbol.asyncDispose]()
    },
  }
}
