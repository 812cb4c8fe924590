import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreatePipelineCommand,
  DeletePipelineCommand,
  ListPipelineExecutionsCommand,
  type PipelineDeclaration,
  UpdatePipelineCommand,
} from '@aws-sdk/client-codepipeline'
import { createLogger, randomIds, systemClock } from '@towpath/base'
import { type GitRepositories, openRepositories, type RefChange } from '@towpath/git'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RoleCalls } from '../ports/action-roles.ts'
import type { SourceRepositories } from '../ports/source-repositories.ts'
import { Executions } from '../state/executions.ts'
import { Sources } from '../state/sources.ts'
import { type CodepipelineServer, codepipelineServer } from '../testing/codepipeline-server.ts'
import { pipeline, sourceAction } from '../testing/definitions.ts'
import { type PipelineTriggers, pipelineTriggers } from './pipeline-triggers.ts'

const ACCOUNT = '123456789012'
const CONNECTION = `arn:aws:codestar-connections:us-east-1:${ACCOUNT}:connection/6a9f`
const EMBEDDED = { type: 'embedded' as const, region: 'us-east-1' }
const ZERO = '0'.repeat(40)
const commitId = (digit: number | string) => String(digit).repeat(40).slice(0, 40)

let server: CodepipelineServer
let folder: string
let git: GitRepositories
let triggers: PipelineTriggers
const logged: string[] = []
/** What hosts of git answer, by branch; what S3 answers, by key. */
const remote = { branches: new Map<string, string>(), objects: new Map<string, string>(), asked: [] as string[] }
const running: PipelineTriggers[] = []

beforeEach(async () => {
  server = await codepipelineServer()
  folder = await mkdtemp(join(tmpdir(), 'towpath-triggers-'))
  git = openRepositories(folder)
  await git.create('towpath/web')
  for (const each of [remote.branches, remote.objects]) each.clear()
  remote.asked.length = 0
  logged.length = 0
  triggers = newTriggers()
})
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop()
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const repositories: SourceRepositories = {
  async commit({ ref, repository, token, connectionArn }) {
    const branch = 'branch' in ref ? ref.branch : ''
    remote.asked.push(`${repository} ${branch} ${token ?? connectionArn}`)
    if (repository === 'Acme/Broken') throw new Error('its folder is gone')
    const commitId = remote.branches.get(branch)
    if (!commitId) return { refused: 'missing', message: `no branch ${branch}` }
    return { commitId, message: '', author: { name: '', email: '' }, committedAt: 0 }
  },
  async archive() {
    throw new Error('Triggers read no files')
  },
  async changedFiles({ repository, before, after }) {
    const path = repository.includes('/') ? repository : `towpath/${repository}`
    return (await git.changes(path, before, after)).map((change) => change.path)
  },
  async reportStatus() {
    return undefined
  },
}

const role: RoleCalls = {
  arn: 'arn:aws:sts::123456789012:assumed-role/CodePipelineRole/web',
  async call<Output>(_service: string, _operation: string, { Key }: { Key?: string }) {
    return { VersionId: remote.objects.get(Key ?? '') } as Output
  },
  may: async () => true,
}

/** Those of one process; `settle` is short, since no event is under way here when somebody looks. */
function newTriggers(times = { poll: 3_600_000, sweep: 3_600_000, settle: 5 }): PipelineTriggers {
  const { store, engine, deps } = server
  const made = pipelineTriggers({
    store,
    engine,
    sealing: deps.sealing,
    clock: systemClock,
    ids: randomIds,
    log: createLogger({ level: 'warn', destination: { write: (line) => void logged.push(line) } }),
    repositories,
    roles: { assume: async () => role },
    embedded: {
      async find({ repository }) {
        const path = repository.includes('/') ? repository : `towpath/${repository}`
        return (await git.exists(path)) ? { path, refs: () => git.refs(path) } : undefined
      },
    },
    times,
  })
  running.push(made)
  return made
}

async function define(change: Partial<PipelineDeclaration> = {}): Promise<void> {
  await server.pipelines.send(new CreatePipelineCommand({ pipeline: pipeline(change) }))
}

const withSource = (change: Parameters<typeof sourceAction>[0]): PipelineDeclaration['stages'] => [
  { name: 'Source', actions: [sourceAction(change)] },
  ...(pipeline().stages ?? []).slice(1),
]

const connectionSource = (configuration: Record<string, string> = {}) =>
  withSource({
    actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeStarSourceConnection', version: '1' },
    configuration: { ConnectionArn: CONNECTION, FullRepositoryId: 'Acme/Web', BranchName: 'main', ...configuration },
  })

const s3Source = (configuration: Record<string, string> = {}) =>
  withSource({
    actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
    configuration: { S3Bucket: 'drops', S3ObjectKey: 'web app/-v 1.zip', ...configuration },
  })

/** What was started since the pipeline was made, newest first: `CloudWatchEvent 1111…`. */
async function started(name = 'web'): Promise<string[]> {
  const { pipelineExecutionSummaries = [] } = await server.pipelines.send(
    new ListPipelineExecutionsCommand({ pipelineName: name }),
  )
  const executions = new Executions(server.store.db, { account: ACCOUNT, region: 'us-east-1' })
  const all = await Promise.all(
    pipelineExecutionSummaries.map((each) => executions.find(each.pipelineExecutionId ?? '')),
  )
  return all
    .filter((each) => each?.trigger.type !== 'CreatePipeline')
    .map((each) => [each?.trigger.type, ...(each?.sourceRevisions ?? []).map((one) => one.revisionValue)].join(' '))
}

const push = (...changes: RefChange[]) =>
  triggers.repositoryPushed({ account: ACCOUNT, origin: EMBEDDED, repository: 'towpath/web', changes })

async function commit(text: string, path = 'file.txt', branch = 'main'): Promise<RefChange> {
  const before = await git.resolve('towpath/web', `refs/heads/${branch}`)
  const after = await git.commitFiles('towpath/web', {
    branch,
    parent: before,
    author: { name: 'Ada', email: 'ada@example.test' },
    message: text,
    at: 1_700_000_000_000,
    changes: [{ path, content: Buffer.from(text) }],
  })
  return { ref: `refs/heads/${branch}`, before, after }
}

/** Waits until `look` finds what is expected; fails with what it found last. */
async function until(look: () => Promise<string[]>, expected: string[]): Promise<void> {
  await expect.poll(() => look(), { timeout: 10_000, interval: 20 }).toEqual(expected)
}

test('a push to the branch of a CodeCommit source starts its pipeline with that commit', async () => {
  await define()

  await push({ ref: 'refs/heads/main', after: commitId(1) })

  expect(await started()).toEqual([`CloudWatchEvent ${commitId(1)}`])
})

test('each of ten pushes starts an execution, in their order', async () => {
  await define({ executionMode: 'QUEUED', pipelineType: 'V2' })
  const ids = Array.from({ length: 10 }, (_, index) => commitId(index))

  await Promise.all(ids.map((after, index) => push({ ref: 'refs/heads/main', before: ids[index - 1], after })))

  expect(await started()).toEqual(ids.map((id) => `CloudWatchEvent ${id}`).reverse())
})

test('a push that is told twice starts once', async () => {
  await define()
  const change = { ref: 'refs/heads/main', before: commitId(0), after: commitId(1) }

  await push(change)
  await push(change)

  expect(await started()).toHaveLength(1)
})

test.each([
  ['another branch', { ref: 'refs/heads/dev', after: commitId(1) }],
  ['a branch of a longer name', { ref: 'refs/heads/main/x', after: commitId(1) }],
  ['a tag', { ref: 'refs/tags/main', after: commitId(1) }],
  ['a branch that is deleted', { ref: 'refs/heads/main', before: commitId(1) }],
  ['a note', { ref: 'refs/notes/main', after: commitId(1) }],
])('%s starts nothing', async (_, change) => {
  await define()

  await push(change)

  expect(await started()).toEqual([])
})

test('a branch named like a flag is a branch', async () => {
  const stages = withSource({ configuration: { RepositoryName: 'web', BranchName: '--upload-pack=x' } })
  await define({ stages })

  await push({ ref: 'refs/heads/--upload-pack=x', after: commitId(1) })

  expect(await started()).toHaveLength(1)
})

test.each(['false', 'FALSE'])('a source with PollForSourceChanges=%s is left alone', async (PollForSourceChanges) => {
  const configuration = { RepositoryName: 'web', BranchName: 'main', PollForSourceChanges }
  await define({ stages: withSource({ configuration }) })

  await push({ ref: 'refs/heads/main', after: commitId(1) })

  expect(await started()).toEqual([])
})

test('an embedded repository is meant first where a connection names its path, case and all', async () => {
  await define({ stages: connectionSource({ FullRepositoryId: 'towpath/web' }) })
  await define({ name: 'other', stages: connectionSource({ FullRepositoryId: 'Towpath/web' }) })

  await push({ ref: 'refs/heads/main', after: commitId(1) })

  expect(await started()).toEqual([`WebhookV2 ${commitId(1)}`])
  expect(await started('other')).toEqual([])
})

test('a webhook of a connection starts the pipelines of that connection, by either name of the service', async () => {
  await define({ stages: connectionSource() })
  await define({ name: 'other', stages: connectionSource({ ConnectionArn: `${CONNECTION}0` }) })
  await define({ name: 'quiet', stages: connectionSource({ DetectChanges: 'false' }) })

  await triggers.repositoryPushed({
    account: ACCOUNT,
    origin: { type: 'connection', connectionArn: CONNECTION.replace('codestar-connections', 'codeconnections') },
    repository: 'acme/web',
    changes: [{ ref: 'refs/heads/main', before: commitId(1), after: commitId(2) }],
  })

  expect(await started()).toEqual([`WebhookV2 ${commitId(2)}`])
  expect(await started('other')).toEqual([])
  expect(await started('quiet')).toEqual([])
})

const trigger = (gitConfiguration: object): PipelineDeclaration['triggers'] => [
  { providerType: 'CodeStarSourceConnection', gitConfiguration: { sourceActionName: 'Source', ...gitConfiguration } },
]

test('file path filters see what differs between the commits, in files of any name', async () => {
  const filePaths = { includes: ['docs/**'] }
  await define({
    stages: connectionSource({ FullRepositoryId: 'towpath/web' }),
    triggers: trigger({ push: [{ branches: { includes: ['ma*'] }, filePaths }] }),
  })

  await push(await commit('one'))
  await push(await commit('two', 'src/docs.txt'))
  const third = await commit('three', 'docs/-ünder the hood.md')
  await push(third)

  expect(await started()).toEqual([`WebhookV2 ${third.after}`])
})

test('a tag that a filter takes starts with the commit of the tag', async () => {
  await define({
    stages: connectionSource({ FullRepositoryId: 'towpath/web' }),
    triggers: trigger({ push: [{ tags: { includes: ['v*'], excludes: ['*-rc'] } }] }),
  })

  await push({ ref: 'refs/tags/v1', after: commitId(1) }, { ref: 'refs/tags/v2-rc', after: commitId(2) })

  expect(await started()).toEqual([`WebhookV2 ${commitId(1)}`])
})

test('a pull request starts with its newest commit, once for each event', async () => {
  await define({
    stages: connectionSource(),
    triggers: trigger({ pullRequest: [{ events: ['OPEN', 'UPDATED'], branches: { includes: ['main'] } }] }),
  })
  const pull = {
    account: ACCOUNT,
    connectionArn: CONNECTION,
    repository: 'Acme/Web',
    number: 7,
    destinationBranch: 'main',
    sourceBranch: 'feature',
  }

  await triggers.pullRequest({ ...pull, event: 'OPEN', headCommit: commitId(1) })
  await triggers.pullRequest({ ...pull, event: 'OPEN', headCommit: commitId(1) })
  await triggers.pullRequest({ ...pull, event: 'UPDATED', headCommit: commitId(2) })
  await triggers.pullRequest({ ...pull, event: 'CLOSED', headCommit: commitId(2) })
  await triggers.pullRequest({ ...pull, event: 'OPEN', headCommit: commitId(3), destinationBranch: 'dev' })

  expect(await started()).toEqual([`WebhookV2 ${commitId(2)}`, `WebhookV2 ${commitId(1)}`])
})

test('an object starts the pipelines that take it, with its version', async () => {
  await define({ stages: s3Source() })
  const created = { account: ACCOUNT, bucket: 'drops', key: 'web app/-v 1.zip', etag: 'e1' }

  await triggers.objectCreated({ ...created, versionId: 'v1' })
  await triggers.objectCreated({ ...created, versionId: 'v1' })
  await triggers.objectCreated({ ...created, key: 'web app/-v 2.zip', versionId: 'v2' })

  expect(await started()).toEqual(['CloudWatchEvent v1'])
})

test('what was pushed while nobody listened is found when the next process starts', async () => {
  const first = await commit('one')
  await define()
  triggers.start()
  await until(heads, [`refs/heads/main ${first.after}`])
  await triggers.stop()
  const second = await commit('two')

  triggers = newTriggers()
  triggers.start()

  await until(started, [`CloudWatchEvent ${second.after}`])
  await push(second)
  expect(await started()).toHaveLength(1)
})

test('what was there when a pipeline was made starts nothing', async () => {
  const first = await commit('one')
  triggers.start()

  await define()
  await until(heads, [`refs/heads/main ${first.after}`])
  await commit('x', 'x.txt', 'dev')
  await triggers.stop()

  expect(await started()).toEqual([])
})

test('a source that moves to another branch or is gone leaves nothing behind that starts', async () => {
  await define()
  await push({ ref: 'refs/heads/main', after: commitId(1) })
  const stages = withSource({ configuration: { RepositoryName: 'web', BranchName: 'dev' } })
  await server.pipelines.send(new UpdatePipelineCommand({ pipeline: pipeline({ stages }) }))

  await push({ ref: 'refs/heads/main', before: commitId(1), after: commitId(2) })
  await push({ ref: 'refs/heads/dev', after: commitId(3) })
  const found = await started()
  await server.pipelines.send(new DeletePipelineCommand({ name: 'web' }))
  await push({ ref: 'refs/heads/dev', before: commitId(3), after: commitId(4) })

  expect(found).toEqual([`CloudWatchEvent ${commitId(3)}`, `CloudWatchEvent ${commitId(1)}`])
  expect(await heads()).toEqual([])
})

test('a repository at a host of git is polled, and starts once for a commit whoever tells of it', async () => {
  remote.branches.set('main', commitId(1))
  await define({ stages: connectionSource() })
  const polling = newTriggers({ poll: 20, sweep: 3_600_000, settle: 5 })
  polling.start()
  await until(heads, [`refs/heads/main ${commitId(1)}`])

  remote.branches.set('main', commitId(2))
  await until(started, [`PollForSourceChanges ${commitId(2)}`])
  await polling.repositoryPushed({
    account: ACCOUNT,
    origin: { type: 'connection', connectionArn: CONNECTION },
    repository: 'Acme/Web',
    changes: [{ ref: 'refs/heads/main', before: commitId(1), after: commitId(2) }],
  })

  expect(await started()).toHaveLength(1)
  expect(remote.asked[0]).toBe(`Acme/Web main ${CONNECTION}`)
})

test('a source that cannot be looked at keeps nobody from looking at the others', async () => {
  await define({ name: 'aaa', stages: connectionSource({ FullRepositoryId: 'Acme/Broken' }) })
  await define({ stages: connectionSource() })
  remote.branches.set('main', commitId(1))
  const looking = newTriggers({ poll: 20, sweep: 20, settle: 5 })
  looking.start()
  await until(heads, [`refs/heads/main ${commitId(1)}`])

  remote.branches.set('main', commitId(2))

  await until(started, [`PollForSourceChanges ${commitId(2)}`])
  expect(logged.join('')).toContain('A source could not be looked at')
})

test('a GitHub source is polled with its token, which is in no log', async () => {
  const configuration = { Owner: 'Acme', Repo: 'Web', Branch: 'main', OAuthToken: 'example-token' }
  const actionTypeId = { category: 'Source', owner: 'ThirdParty', provider: 'GitHub', version: '1' } as const
  remote.branches.set('main', commitId(1))
  await define({ stages: withSource({ actionTypeId, configuration }) })

  newTriggers().start()

  await until(heads, [`refs/heads/main ${commitId(1)}`])
  expect(remote.asked[0]).toBe('Acme/Web main example-token')
  expect(logged.join('')).not.toContain('example-token')
})

test('a new version of an object that no event told of is found', async () => {
  remote.objects.set('web app/-v 1.zip', 'v1')
  await define({ stages: s3Source() })
  const looking = newTriggers({ poll: 20, sweep: 20, settle: 5 })
  looking.start()
  await until(heads, ['web app/-v 1.zip v1'])

  remote.objects.set('web app/-v 1.zip', 'v2')

  await until(started, ['CloudWatchEvent v2'])
})

test('a pipeline whose variable has no default starts nothing, and the log says so', async () => {
  await define({ variables: [{ name: 'Target' }] })

  await push({ ref: 'refs/heads/main', before: ZERO, after: commitId(1) })

  expect(await started()).toEqual([])
  expect(logged.join('')).toContain('a variable of the pipeline has no default')
})

/** What was seen last, by ref. */
async function heads(): Promise<string[]> {
  const sources = new Sources(server.store.db)
  const places = new Set((await sources.list(['codecommit', 'connection', 'github', 's3'])).map(({ place }) => place))
  const seen = await Promise.all([...places].map(async (place) => (await sources.heads(place)).heads))
  return seen.flatMap((each) => [...each].map(([ref, revision]) => `${ref} ${revision}`))
}
