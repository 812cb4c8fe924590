import { randomBytes } from 'node:crypto'
import { CodePipelineClient } from '@aws-sdk/client-codepipeline'
import { sealingKey } from '@towpath/base'
import { type WireServer, type WireServerOptions, wireServer } from '@towpath/wire/testing/wire-server.ts'
import { codepipelineEntry } from '../entry.ts'
import type { CodepipelineDeps } from '../room.ts'
import { codepipelineSchema } from '../state/migrations/index.ts'

/** A control plane that serves this room alone, with a client of its root user. */
export interface CodepipelineServer extends WireServer {
  pipelines: CodePipelineClient
  /** The same client, speaking to another region. */
  inRegion(region: string): CodePipelineClient
  /** What became of definitions, in order: `created web 1`. */
  heard: string[]
  /** Action executions whose provider was to look again, in order. */
  looked: string[]
  deps: CodepipelineDeps
}

/** What workers of jobs get; their session token is the session policy, for tests to read. */
const ARTIFACT_KEY = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'test-secret' }

/** The room over HTTP on a real store. By default every role can be assumed. */
export async function codepipelineServer(
  options: WireServerOptions & { deps?: Partial<CodepipelineDeps> } = {},
): Promise<CodepipelineServer> {
  const heard: string[] = []
  const looked: string[] = []
  const deps: CodepipelineDeps = {
    pipelineRoles: { mayAssume: async () => 'yes' },
    changes: {
      created: async (_, { name, version }) => void heard.push(`created ${name} ${version}`),
      updated: async (_, { name, version }) => void heard.push(`updated ${name} ${version}`),
      deleted: async (_, { name, version }) => void heard.push(`deleted ${name} ${version}`),
    },
    sealing: sealingKey(randomBytes(32)),
    jobCredentials: { issue: async ({ policy }) => ({ ...ARTIFACT_KEY, sessionToken: policy }) },
    waitingActions: { lookAgain: async (_, { actionExecutionId }) => void looked.push(actionExecutionId) },
    ...options.deps,
  }
  const server = await wireServer([codepipelineEntry(deps)], options)
  await server.store.migrate([codepipelineSchema])
  const inRegion = (region: string) => new CodePipelineClient({ ...server.client, region })
  return { ...server, pipelines: new CodePipelineClient(server.client), inRegion, heard, looked, deps }
}
