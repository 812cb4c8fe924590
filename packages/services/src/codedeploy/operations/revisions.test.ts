import {
  BatchGetApplicationRevisionsCommand,
  CreateApplicationCommand,
  CreateDeploymentGroupCommand,
  GetApplicationRevisionCommand,
  ListApplicationRevisionsCommand,
  type ListApplicationRevisionsInput,
  RegisterApplicationRevisionCommand,
  type RevisionLocation,
} from '@aws-sdk/client-codedeploy'
import { expect, test } from 'vitest'
import { DeploymentGroups } from '../state/deployment-groups.ts'
import { type CodedeployServer, codedeployServer } from '../testing.ts'

const commit = (digit: string) => digit.repeat(40)
const github = (commitId: string): RevisionLocation => ({
  revisionType: 'GitHub',
  gitHubLocation: { repository: 'team/web', commitId },
})
const s3 = (key: string, more: { eTag?: string; version?: string; bucket?: string } = {}): RevisionLocation => ({
  revisionType: 'S3',
  s3Location: { bucket: 'bundles', key, bundleType: 'zip', ...more },
})

test('a registered revision is found by its complete location', async () => {
  await using server = await serverWithApplication()
  await register(server, s3('web.zip', { eTag: 'abc' }), 'first build')

  const { revision, revisionInfo } = await get(server, s3('web.zip', { eTag: 'abc' }))
  const withoutETag = get(server, s3('web.zip'))

  expect(revision).toEqual(s3('web.zip', { eTag: 'abc' }))
  expect(revisionInfo).toEqual({ description: 'first build', deploymentGroups: [], registerTime: expect.any(Date) })
  await expect(withoutETag).rejects.toMatchObject({
    name: 'RevisionDoesNotExistException',
    message: expect.stringContaining('s3://bundles/web.zip'),
  })
})

test('an eTag with the quotes of S3 means the same revision as one without', async () => {
  await using server = await serverWithApplication()
  await register(server, s3('web.zip', { eTag: '"abc"' }))

  const { revision } = await get(server, s3('web.zip', { eTag: 'abc' }))

  expect(revision?.s3Location?.eTag).toBe('"abc"')
})

test('registering the same location again renews description and time, and makes no second revision', async () => {
  await using server = await serverWithApplication()
  await register(server, github(commit('a')), 'once')
  const first = await get(server, github(commit('a')))

  await register(server, github(commit('a')), 'twice')

  const second = await get(server, github(commit('a')))
  expect(second.revisionInfo?.description).toBe('twice')
  expect(Number(second.revisionInfo?.registerTime)).toBeGreaterThanOrEqual(Number(first.revisionInfo?.registerTime))
  expect(await list(server)).toHaveLength(1)
})

test('a location without revisionType is understood when it holds one location', async () => {
  await using server = await serverWithApplication()
  const gitHubLocation = { repository: 'team/web', commitId: commit('a') }

  await register(server, { gitHubLocation })

  expect(await list(server)).toEqual([{ revisionType: 'GitHub', gitHubLocation }])
})

test.each<[string, RevisionLocation | undefined, string]>([
  ['that is missing', undefined, 'RevisionRequiredException'],
  ['that holds nothing', {}, 'RevisionRequiredException'],
  ['of an unknown type', { revisionType: 'FTP' as 'S3' }, 'InvalidRevisionException'],
  ['without the location of its type', { revisionType: 'S3' }, 'InvalidRevisionException'],
  ['of GitHub with a branch', github('main'), 'InvalidRevisionException'],
])('a revision %s is refused', async (_, revision, name) => {
  await using server = await serverWithApplication()

  await expect(register(server, revision)).rejects.toMatchObject({ name })
})

test('a revision may not be described at length', async () => {
  await using server = await serverWithApplication()

  const answer = register(server, s3('web.zip'), 'x'.repeat(257))

  await expect(answer).rejects.toMatchObject({ name: 'DescriptionTooLongException' })
})

test('several revisions are read at once; those that are not registered are named in the message', async () => {
  await using server = await serverWithApplication()
  await register(server, github(commit('a')))
  const batch = (...revisions: RevisionLocation[]) =>
    server.deploy.send(new BatchGetApplicationRevisionsCommand({ applicationName: 'web', revisions }))

  const all = await batch(github(commit('a')))
  const some = await batch(github(commit('b')), github(commit('a')))

  expect(all).toMatchObject({ applicationName: 'web', errorMessage: '' })
  expect(some.revisions).toEqual([
    { revisionLocation: github(commit('a')), genericRevisionInfo: all.revisions?.[0]?.genericRevisionInfo },
  ])
  expect(some.errorMessage).toContain(`github:team/web@${commit('b')}`)
})

test('revisions are listed by bucket and prefix', async () => {
  await using server = await serverWithApplication()
  const revisions = [s3('web/1.zip'), s3('web/2.zip'), s3('api/1.zip'), s3('web/1.zip', { bucket: 'others' })]
  for (const revision of [...revisions, github(commit('a'))]) await register(server, revision)

  const found = await list(server, { s3Bucket: 'bundles', s3KeyPrefix: 'web/' })

  expect(found).toHaveLength(2)
  expect(found).toEqual(expect.arrayContaining([s3('web/1.zip'), s3('web/2.zip')]))
})

test.each([['ascending' as const], ['descending' as const]])('revisions are sorted by time, %s', async (sortOrder) => {
  let now = Date.now()
  await using server = await serverWithApplication({ now: () => now })
  for (const key of ['1.zip', '2.zip', '3.zip']) {
    await register(server, s3(key))
    now += 1000
  }

  const keys = (await list(server, { sortBy: 'registerTime', sortOrder })).map((revision) => revision.s3Location?.key)

  const inOrder = ['1.zip', '2.zip', '3.zip']
  expect(keys).toEqual(sortOrder === 'ascending' ? inOrder : inOrder.toReversed())
})

test('the target revision of a group can be listed alone, and names the group', async () => {
  await using server = await serverWithApplication()
  await register(server, s3('1.zip'))
  await register(server, s3('2.zip'))
  const { deploymentGroupId = '' } = await server.deploy.send(
    new CreateDeploymentGroupCommand({
      applicationName: 'web',
      deploymentGroupName: 'live',
      serviceRoleArn: 'arn:aws:iam::123456789012:role/CodeDeployRole',
    }),
  )
  const success = { deploymentId: 'd-ABCDEFGHI', status: 'Succeeded' as const, createTime: 1, endTime: 2 }
  await server.store.transaction((db) =>
    new DeploymentGroups(db, { account: '123456789012', region: 'us-east-1' }).recordSuccess(
      deploymentGroupId,
      success,
      s3('2.zip'),
    ),
  )

  expect(await list(server, { deployed: 'include' })).toEqual([s3('2.zip')])
  expect(await list(server, { deployed: 'exclude' })).toEqual([s3('1.zip')])
  expect((await get(server, s3('2.zip'))).revisionInfo?.deploymentGroups).toEqual(['live'])
})

test.each<[string, Partial<ListApplicationRevisionsInput>, string]>([
  ['a sort key', { sortBy: 'size' as 'registerTime' }, 'InvalidSortByException'],
  ['a sort order', { sortBy: 'registerTime', sortOrder: 'up' as 'ascending' }, 'InvalidSortOrderException'],
  ['a deployed state', { deployed: 'maybe' as 'ignore' }, 'InvalidDeployedStateFilterException'],
  ['a bucket', { s3Bucket: 'a/b' }, 'InvalidBucketNameFilterException'],
  ['a prefix without a bucket', { s3KeyPrefix: 'web/' }, 'BucketNameFilterRequiredException'],
  ['a token', { nextToken: 'made-up' }, 'InvalidNextTokenException'],
])('a list is not asked for with %s that means nothing', async (_, input, name) => {
  await using server = await serverWithApplication()

  await expect(list(server, input)).rejects.toMatchObject({ name })
})

async function serverWithApplication(clock?: { now(): number }): Promise<CodedeployServer> {
  const server = await codedeployServer(clock && { clock: { ...clock, sleep: () => Promise.resolve() } })
  await server.deploy.send(new CreateApplicationCommand({ applicationName: 'web' }))
  return server
}

function register(server: CodedeployServer, revision: RevisionLocation | undefined, description?: string) {
  return server.deploy.send(new RegisterApplicationRevisionCommand({ applicationName: 'web', revision, description }))
}

function get(server: CodedeployServer, revision: RevisionLocation) {
  return server.deploy.send(new GetApplicationRevisionCommand({ applicationName: 'web', revision }))
}

async function list(server: CodedeployServer, input: Partial<ListApplicationRevisionsInput> = {}) {
  const command = new ListApplicationRevisionsCommand({ applicationName: 'web', ...input })
  return (await server.deploy.send(command)).revisions ?? []
}
