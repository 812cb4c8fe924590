import { CreatePipelineCommand, type PipelineDeclaration } from '@aws-sdk/client-codepipeline'
import { createLogger } from '@towpath/base'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SourceRepositories } from '../ports/source-repositories.ts'
import { type CodepipelineServer, codepipelineServer } from '../testing/codepipeline-server.ts'
import { pipeline, sourceAction } from '../testing/definitions.ts'
import { commitStatuses } from './commit-statuses.ts'

const COMMIT = '1'.repeat(40)

let server: CodepipelineServer
let statuses: ReturnType<typeof commitStatuses>
let told: string[]
let logged: string[]
let refuse = false

beforeEach(async () => {
  told = []
  logged = []
  refuse = false
  server = await codepipelineServer({ running: true })
  server.provider.on('Source', () => ({ type: 'succeeded', revision: { id: COMMIT } }))
  const reportStatus: SourceRepositories['reportStatus'] = async (status) => {
    const { repository, connectionArn, token, commitId, state, context, targetUrl } = status
    told.push([repository, connectionArn ?? token, commitId, state, context, targetUrl].join(' '))
    return refuse ? { refused: 'denied', message: 'the token may not write statuses' } : undefined
  }
  const unused = async () => {
    throw new Error('Statuses read nothing')
  }
  statuses = commitStatuses({
    store: server.store,
    sealing: server.deps.sealing,
    repositories: { commit: unused, archive: unused, changedFiles: unused, reportStatus },
    links: { build: () => undefined, deployment: () => undefined, execution: ({ pipelineName }) => `/${pipelineName}` },
    log: createLogger({ level: 'warn', destination: { write: (line) => void logged.push(line) } }),
  })
  statuses.start()
})
afterEach(async () => {
  await statuses.stop()
  await server[Symbol.asyncDispose]()
})

async function run(source: Parameters<typeof sourceAction>[0]): Promise<void> {
  const stages: PipelineDeclaration['stages'] = [
    { name: 'Source', actions: [sourceAction(source)] },
    ...(pipeline().stages ?? []).slice(1),
  ]
  await server.pipelines.send(new CreatePipelineCommand({ pipeline: pipeline({ stages }) }))
}

const GITHUB = {
  actionTypeId: { category: 'Source', owner: 'ThirdParty', provider: 'GitHub', version: '1' } as const,
  configuration: { Owner: 'acme', Repo: 'web', Branch: 'main', OAuthToken: 'example-token' },
}

const until = (look: () => unknown) => expect.poll(look, { timeout: 10_000, interval: 20 })

test('a commit is pending while the pipeline runs, and then what became of it', async () => {
  await run(GITHUB)

  await until(() => told.at(-1)).toBe(`acme/web example-token ${COMMIT} success codepipeline/web /web`)
  expect(told[0]).toBe(`acme/web example-token ${COMMIT} pending codepipeline/web /web`)
})

test('a pipeline that fails says so to the commit that a connection opened', async () => {
  server.provider.fails('Build')
  const connection = 'arn:aws:codeconnections:us-east-1:123456789012:connection/6a9f'
  await run({
    actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeStarSourceConnection', version: '1' },
    configuration: { ConnectionArn: connection, FullRepositoryId: 'acme/web', BranchName: 'main' },
  })

  await until(() => told.at(-1)).toBe(`acme/web ${connection} ${COMMIT} failure codepipeline/web /web`)
})

test('a status that is refused is logged without the token, and the pipeline goes on', async () => {
  refuse = true
  await run(GITHUB)

  await until(() => told.at(-1)).toContain('success')
  await until(() => logged.join('')).toContain('the token may not write statuses')
  expect(logged.join('')).not.toContain('example-token')
})
