import { randomBytes } from 'node:crypto'
import { CodeBuildClient, type CreateProjectInput } from '@aws-sdk/client-codebuild'
import { sealingKey } from '@towpath/base'
import { type WireServer, type WireServerOptions, wireServer } from '@towpath/wire/testing/wire-server.ts'
import { codebuildEntry } from './entry.ts'
import type { CodebuildDeps } from './room.ts'
import { codebuildSchema } from './state/migrations/index.ts'

/** A control plane that serves this room alone, with a client of its root user. */
export interface CodebuildServer extends WireServer {
  build: CodeBuildClient
}

export const ROLE = 'arn:aws:iam::123456789012:role/CodeBuildRole'

const noEngine = async () => {
  throw new Error('This server was made without an engine: hand one to codebuildServer')
}

/** The room over HTTP on a real store. By default every role can be assumed. */
export async function codebuildServer(
  options: WireServerOptions & { deps?: Partial<CodebuildDeps> } = {},
): Promise<CodebuildServer> {
  const deps: CodebuildDeps = {
    serviceRoles: { mayAssume: async () => 'yes' },
    sealing: sealingKey(randomBytes(32)),
    engine: { start: noEngine, deliver: noEngine },
    ...options.deps,
  }
  const server = await wireServer([codebuildEntry(deps)], options)
  await server.store.migrate([codebuildSchema])
  return { ...server, build: new CodeBuildClient(server.client) }
}

/** The least that CreateProject takes. */
export function aProject(change: Partial<CreateProjectInput> = {}): CreateProjectInput {
  return {
    name: 'web',
    source: { type: 'GITHUB', location: 'https://github.com/example/web.git' },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/standard:7.0',
      computeType: 'BUILD_GENERAL1_SMALL',
    },
    serviceRole: ROLE,
    ...change,
  }
}
