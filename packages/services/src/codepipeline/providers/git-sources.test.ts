import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { type ProviderWorld, providerWorld } from '../testing/provider-world.ts'

let world: ProviderWorld
let first: string
let second: string

const files = {
  'index.html': 'hello',
  'a folder/with spaces.txt': 'spaces',
  'ünïcode/日本.txt': 'unicode',
  '-rf': 'leading dash',
  '--output=x/..not-up': 'flag',
}

beforeAll(async () => {
  world = await providerWorld()
  await world.s3.send(new CreateBucketCommand({ Bucket: 'artifacts' }))
  await world.role.call('codecommit', 'CreateRepository', { repositoryName: 'web' })
  const changes = Object.entries(files).map(([path, content]) => ({ path, content: Buffer.from(content) }))
  first = await commit(undefined, 'First version\n\nWith a body', changes)
  second = await commit(first, 'Second', [{ path: 'index.html', content: Buffer.from('hello again') }])
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(() => world.denied.clear())

function commit(parent: string | undefined, message: string, changes: { path: string; content: Buffer }[]) {
  const author = { name: 'Ada', email: 'ada@example.test' }
  return world.git.commitFiles('towpath/web', {
    branch: 'main',
    parent,
    author,
    message,
    at: 1_572_319_941_000,
    changes,
  })
}

const CODECOMMIT = 'Source/AWS/CodeCommit'
const CONNECTION = 'Source/AWS/CodeStarSourceConnection'
const codecommit = (more: Record<string, string> = {}) => ({
  inputs: [],
  configuration: { RepositoryName: 'web', BranchName: 'main', ...more },
})
const CONNECTION_ARN = 'arn:aws:codestar-connections:us-east-1:123456789012:connection/6a9f'
const connection = {
  inputs: [],
  configuration: { ConnectionArn: CONNECTION_ARN, FullRepositoryId: 'towpath/web', BranchName: 'main' },
}

/** Content by name. */
async function artifact(): Promise<Record<string, string>> {
  const { content } = await world.object('artifacts', 'web/Out/hijklmn')
  const zip = await fromBufferPromise(content, { lazyEntries: true })
  const found: Record<string, string> = {}
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue
    const chunks: Buffer[] = []
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk)
    found[entry.fileName] = Buffer.concat(chunks).toString()
  }
  return found
}

test('a CodeCommit source puts the files of its branch into the artifact, whatever they are called', async () => {
  const outcome = await world.run(CODECOMMIT, codecommit())

  expect(outcome).toMatchObject({
    type: 'succeeded',
    externalExecutionId: second,
    revision: { id: second, summary: 'Second', createdAt: 1_572_319_941_000 },
    outputVariables: {
      RepositoryName: 'web',
      BranchName: 'main',
      CommitId: second,
      CommitMessage: 'Second',
      AuthorDate: '2019-10-29T03:32:21Z',
      CommitterDate: '2019-10-29T03:32:21Z',
    },
  })
  expect(await artifact()).toEqual({ ...files, 'index.html': 'hello again' })
})

test('an artifact tells its revision to whoever reads it', async () => {
  await world.run(CODECOMMIT, codecommit())

  const { output } = await world.object('artifacts', 'web/Out/hijklmn')

  expect(output).toMatchObject({
    ContentType: 'application/zip',
    Metadata: { 'codepipeline-artifact-revision': second },
  })
})

test('the commit that was asked for is taken, not the newest', async () => {
  const sourceRevisions = [{ revisionType: 'COMMIT_ID', revisionValue: first }]

  const outcome = await world.run(CODECOMMIT, { ...codecommit(), sourceRevisions })

  expect(outcome).toMatchObject({ type: 'succeeded', revision: { id: first, summary: 'First version\n\nWith a body' } })
  expect(await artifact()).toEqual(files)
})

test.each([
  [{ revisionType: 'COMMIT_ID', revisionValue: '--upload-pack=x' }, 'ConfigurationError', 'which is not a commit id'],
  [{ revisionType: 'COMMIT_ID', revisionValue: '1'.repeat(40) }, 'RevisionUnavailable', '1'.repeat(40)],
  [{ revisionType: 'IMAGE_DIGEST', revisionValue: 'sha256:0' }, 'ConfigurationError', 'a git source takes COMMIT_ID'],
])('the revision %j ends the action with %s', async (revision, code, text) => {
  for (const [type, request] of [
    [CODECOMMIT, codecommit()],
    [CONNECTION, connection],
  ] as const) {
    const outcome = await world.run(type, { ...request, sourceRevisions: [revision] })

    expect(outcome).toMatchObject({ type: 'failed', error: { code, message: expect.stringContaining(text) } })
  }
})

test('a full clone hands on where to clone, and no token', async () => {
  await world.run(CODECOMMIT, codecommit({ OutputArtifactFormat: 'CODEBUILD_CLONE_REF' }))

  const { content, output } = await world.object('artifacts', 'web/Out/hijklmn')

  expect(JSON.parse(content.toString())).toEqual({
    format: 'CODEBUILD_CLONE_REF',
    repository: 'web',
    branch: 'main',
    commitId: second,
  })
  expect(output.ContentType).toBe('application/json')
})

test.each([
  'codecommit:GetBranch',
  'codecommit:GetCommit',
  'codecommit:UploadArchive',
  'codecommit:GetUploadArchiveStatus',
])('a role that may not %s is told so', async (action) => {
  world.denied.add(action)

  const outcome = await world.run(CODECOMMIT, codecommit())

  expect(outcome).toMatchObject({ type: 'failed', error: { code: 'PermissionError' } })
  const { message } = (outcome as { error: { message: string } }).error
  expect(message).toContain(
    `is not authorized to perform: ${action} on resource: arn:aws:codecommit:us-east-1:123456789012:web`,
  )
  expect(message).toContain('arn:aws:iam::123456789012:role/CodePipelineRole')
})

test('a role that may not write the artifact is told so', async () => {
  world.denied.add('s3:PutObject')

  const outcome = await world.run(CODECOMMIT, codecommit())

  expect(outcome).toMatchObject({
    type: 'failed',
    error: {
      code: 'PermissionError',
      message: expect.stringMatching(
        /^CodePipeline service role "arn:aws:iam::123456789012:role\/CodePipelineRole" is getting S3 access denied for the S3 bucket "artifacts"\. .*s3:PutObject/,
      ),
    },
  })
})

test.each([
  [codecommit({ BranchName: 'dev' }), 'RevisionUnavailable', 'has no branch dev'],
  [codecommit({ BranchName: '--help' }), 'RevisionUnavailable', 'has no branch --help'],
  [codecommit({ RepositoryName: 'gone' }), 'ConfigurationError', 'repository gone does not exist in us-east-1'],
])('what is not there is named: %j', async (request, code, text) => {
  const outcome = await world.run(CODECOMMIT, request)

  expect(outcome).toMatchObject({ type: 'failed', error: { code, message: expect.stringContaining(text) } })
})

test('an artifact store that is gone is named', async () => {
  const outputs = [{ name: 'Out', bucket: 'no-such-bucket', key: 'web/Out/1' }]

  const outcome = await world.run(CODECOMMIT, { ...codecommit(), outputs })

  expect(outcome).toMatchObject({
    type: 'failed',
    error: { code: 'ConfigurationError', message: expect.stringContaining('aws s3 mb s3://no-such-bucket') },
  })
})

test('a connection opens the embedded repository of its path', async () => {
  const outcome = await world.run(CONNECTION, connection)

  expect(outcome).toMatchObject({
    type: 'succeeded',
    externalExecutionUrl: `https://example.test/${second}`,
    outputVariables: {
      FullRepositoryName: 'towpath/web',
      BranchName: 'main',
      CommitId: second,
      CommitMessage: expect.stringContaining('Second'),
      AuthorDate: '2019-10-29T03:32:21Z',
      ConnectionArn: CONNECTION_ARN,
    },
  })
})

test('the right to use a connection may be given by either name of the service', async () => {
  world.denied.add('codestar-connections:UseConnection')
  const byNewName = await world.run(CONNECTION, connection)
  world.denied.add('codeconnections:UseConnection')
  const byNone = await world.run(CONNECTION, connection)

  expect(byNewName.type).toBe('succeeded')
  expect(byNone).toMatchObject({
    type: 'failed',
    error: {
      code: 'PermissionError',
      message: expect.stringContaining(
        `codestar-connections:UseConnection or codeconnections:UseConnection on resource: ${CONNECTION_ARN}`,
      ),
    },
  })
})

const github = {
  inputs: [],
  configuration: { Owner: 'towpath', Repo: 'web', Branch: 'main', OAuthToken: 'example-token' },
}

test.each([
  ['a connection', CONNECTION, connection],
  ['a token', 'Source/ThirdParty/GitHub', github],
])('with %s an embedded repository is read only by a role that may pull from it', async (_, source, change) => {
  world.denied.add('codecommit:GitPull')

  const outcome = await world.run(source, change)

  expect(outcome).toMatchObject({
    type: 'failed',
    error: { code: 'PermissionError', message: expect.stringMatching(/arn:aws:codecommit:.*:web$/) },
  })
})

test('a GitHub source is an action of its own kind', async () => {
  const outcome = await world.run('Source/ThirdParty/GitHub', github)

  expect(outcome).toMatchObject({
    type: 'succeeded',
    outputVariables: { RepositoryName: 'web', BranchName: 'main', CommitUrl: `https://example.test/${second}` },
  })
  expect(JSON.stringify(outcome)).not.toContain('example-token')
})
