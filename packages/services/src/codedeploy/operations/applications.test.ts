import {
  ApplicationAlreadyExistsException,
  ApplicationDoesNotExistException,
  BatchGetApplicationsCommand,
  CreateApplicationCommand,
  CreateDeploymentGroupCommand,
  DeleteApplicationCommand,
  GetApplicationCommand,
  GetDeploymentGroupCommand,
  ListApplicationsCommand,
  ListDeploymentGroupsCommand,
  ListTagsForResourceCommand,
  paginateListApplications,
  RegisterApplicationRevisionCommand,
  UpdateApplicationCommand,
} from '@aws-sdk/client-codedeploy'
import { expect, test } from 'vitest'
import { codedeployServer } from '../testing.ts'

const ROLE = 'arn:aws:iam::123456789012:role/CodeDeployRole'

test('an application that was created can be read', async () => {
  await using server = await codedeployServer()
  const before = Date.now()

  const { applicationId } = await server.deploy.send(new CreateApplicationCommand({ applicationName: 'web' }))
  const { application } = await server.deploy.send(new GetApplicationCommand({ applicationName: 'web' }))

  expect(applicationId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(application).toEqual({
    applicationId,
    applicationName: 'web',
    createTime: expect.any(Date),
    linkedToGitHub: false,
    computePlatform: 'Server',
  })
  expect(application?.createTime?.getTime()).toBeGreaterThanOrEqual(before)
})

test('a name that is taken is refused and the application stays as it is', async () => {
  await using server = await codedeployServer()
  await server.deploy.send(new CreateApplicationCommand({ applicationName: 'web' }))

  const again = server.deploy.send(new CreateApplicationCommand({ applicationName: 'web', computePlatform: 'ECS' }))

  await expect(again).rejects.toThrow(ApplicationAlreadyExistsException)
  const { application } = await server.deploy.send(new GetApplicationCommand({ applicationName: 'web' }))
  expect(application?.computePlatform).toBe('Server')
})

test("a name that is unknown is refused with AWS's text", async () => {
  await using server = await codedeployServer()

  const answer = server.deploy.send(new GetApplicationCommand({ applicationName: 'nothing' }))

  await expect(answer).rejects.toThrow(ApplicationDoesNotExistException)
  await expect(answer).rejects.toThrow('No application found for name: nothing')
})

test.each([
  ['of more than 100 characters', 'x'.repeat(101), 'InvalidApplicationNameException'],
  ['with a character that names do not take', 'a/b', 'InvalidApplicationNameException'],
  ['that is empty', '', 'InvalidApplicationNameException'],
  ['that is missing', undefined, 'ApplicationNameRequiredException'],
])('an application name %s is refused', async (_, applicationName, name) => {
  await using server = await codedeployServer()

  const answer = server.deploy.send(new CreateApplicationCommand({ applicationName }))

  await expect(answer).rejects.toMatchObject({ name })
})

test('a compute platform that does not exist is refused', async () => {
  await using server = await codedeployServer()

  const answer = server.deploy.send(
    new CreateApplicationCommand({ applicationName: 'web', computePlatform: 'Mainframe' as 'Server' }),
  )

  await expect(answer).rejects.toMatchObject({
    name: 'InvalidComputePlatformException',
    message: expect.stringContaining('"Mainframe"'),
  })
})

test('several applications are read at once, and one unknown name fails the call', async () => {
  await using server = await codedeployServer()
  for (const applicationName of ['a', 'b']) await server.deploy.send(new CreateApplicationCommand({ applicationName }))

  const both = await server.deploy.send(new BatchGetApplicationsCommand({ applicationNames: ['b', 'a'] }))
  const unknown = server.deploy.send(new BatchGetApplicationsCommand({ applicationNames: ['a', 'c'] }))
  const tooMany = server.deploy.send(
    new BatchGetApplicationsCommand({ applicationNames: Array.from({ length: 101 }, (_, n) => `a${n}`) }),
  )

  expect(both.applicationsInfo?.map((info) => info.applicationName)).toEqual(['b', 'a'])
  await expect(unknown).rejects.toThrow('No application found for name: c')
  await expect(tooMany).rejects.toMatchObject({ name: 'BatchLimitExceededException' })
})

test('applications are listed by name, a hundred on a page, and the last page has no token', async () => {
  await using server = await codedeployServer()
  const names = Array.from({ length: 130 }, (_, n) => `app-${String(n).padStart(3, '0')}`)
  for (const applicationName of names.toReversed()) {
    await server.deploy.send(new CreateApplicationCommand({ applicationName }))
  }

  const pages = []
  for await (const page of paginateListApplications({ client: server.deploy }, {})) pages.push(page)

  expect(pages.map((page) => page.applications?.length)).toEqual([100, 30])
  expect(pages.flatMap((page) => page.applications ?? [])).toEqual(names)
  expect(pages.at(-1)?.nextToken).toBeUndefined()
})

test('a next token that was never given out is refused', async () => {
  await using server = await codedeployServer()

  const answer = server.deploy.send(new ListApplicationsCommand({ nextToken: 'made-up' }))

  await expect(answer).rejects.toMatchObject({ name: 'InvalidNextTokenException' })
})

test('a rename keeps id, groups and tags, and frees the old name', async () => {
  await using server = await codedeployServer()
  const { applicationId } = await server.deploy.send(
    new CreateApplicationCommand({ applicationName: 'old', tags: [{ Key: 'team', Value: 'red' }] }),
  )
  await server.deploy.send(
    new CreateDeploymentGroupCommand({ applicationName: 'old', deploymentGroupName: 'live', serviceRoleArn: ROLE }),
  )

  await server.deploy.send(new UpdateApplicationCommand({ applicationName: 'old', newApplicationName: 'new' }))

  const { application } = await server.deploy.send(new GetApplicationCommand({ applicationName: 'new' }))
  const groups = await server.deploy.send(new ListDeploymentGroupsCommand({ applicationName: 'new' }))
  const tags = await server.deploy.send(
    new ListTagsForResourceCommand({ ResourceArn: 'arn:aws:codedeploy:us-east-1:123456789012:application:new' }),
  )
  expect(application?.applicationId).toBe(applicationId)
  expect(groups.deploymentGroups).toEqual(['live'])
  expect(tags.Tags).toEqual([{ Key: 'team', Value: 'red' }])
  await server.deploy.send(new CreateApplicationCommand({ applicationName: 'old' }))
})

test('a rename to a name that is taken is refused', async () => {
  await using server = await codedeployServer()
  for (const applicationName of ['a', 'b']) await server.deploy.send(new CreateApplicationCommand({ applicationName }))

  const answer = server.deploy.send(new UpdateApplicationCommand({ applicationName: 'a', newApplicationName: 'b' }))

  await expect(answer).rejects.toThrow(ApplicationAlreadyExistsException)
})

test('a rename needs the right on both names', async () => {
  await using server = await codedeployServer({
    decide: (_, { resource }) =>
      resource.endsWith(':theirs') ? { allowed: false, reason: 'implicit-deny' } : { allowed: true, reason: 'allowed' },
  })
  await server.deploy.send(new CreateApplicationCommand({ applicationName: 'mine' }))

  const answer = server.deploy.send(
    new UpdateApplicationCommand({ applicationName: 'mine', newApplicationName: 'theirs' }),
  )

  await expect(answer).rejects.toMatchObject({ name: 'AccessDeniedException' })
  const { applications } = await server.deploy.send(new ListApplicationsCommand({}))
  expect(applications).toEqual(['mine'])
})

test('deleting an application takes its groups and revisions with it, and doing so twice succeeds', async () => {
  await using server = await codedeployServer()
  await server.deploy.send(new CreateApplicationCommand({ applicationName: 'web' }))
  await server.deploy.send(
    new CreateDeploymentGroupCommand({ applicationName: 'web', deploymentGroupName: 'live', serviceRoleArn: ROLE }),
  )
  const gitHubLocation = { repository: 'team/web', commitId: 'a'.repeat(40) }
  await server.deploy.send(
    new RegisterApplicationRevisionCommand({
      applicationName: 'web',
      revision: { revisionType: 'GitHub', gitHubLocation },
    }),
  )

  await server.deploy.send(new DeleteApplicationCommand({ applicationName: 'web' }))
  await server.deploy.send(new DeleteApplicationCommand({ applicationName: 'web' }))

  await server.deploy.send(new CreateApplicationCommand({ applicationName: 'web' }))
  const group = server.deploy.send(
    new GetDeploymentGroupCommand({ applicationName: 'web', deploymentGroupName: 'live' }),
  )
  await expect(group).rejects.toThrow('No Deployment Group found for name: live')
})

test('applications of two regions know nothing of each other', async () => {
  await using server = await codedeployServer()
  const elsewhere = server.inRegion('eu-central-1')

  await server.deploy.send(new CreateApplicationCommand({ applicationName: 'web' }))
  await elsewhere.send(new CreateApplicationCommand({ applicationName: 'web', computePlatform: 'Lambda' }))
  await elsewhere.send(new DeleteApplicationCommand({ applicationName: 'web' }))

  const { application } = await server.deploy.send(new GetApplicationCommand({ applicationName: 'web' }))
  expect(application?.computePlatform).toBe('Server')
})
