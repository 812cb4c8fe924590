import {
  BatchGetProjectsCommand,
  CreateFleetCommand,
  CreateProjectCommand,
  DeleteProjectCommand,
  DeleteResourcePolicyCommand,
  GetResourcePolicyCommand,
  ListSharedProjectsCommand,
  ListSharedReportGroupsCommand,
  PutResourcePolicyCommand,
  StartSandboxCommand,
  UpdateProjectVisibilityCommand,
} from '@aws-sdk/client-codebuild'
import { expect, test } from 'vitest'
import { aProject, codebuildServer, ROLE } from '../testing.ts'

const ARN = 'arn:aws:codebuild:us-east-1:123456789012:project/web'
const POLICY = JSON.stringify({ Version: '2012-10-17', Statement: [] })

test('the visibility of a project is kept and shown', async () => {
  await using server = await codebuildServer()
  await server.build.send(new CreateProjectCommand(aProject()))
  const visibility = async () =>
    (await server.build.send(new BatchGetProjectsCommand({ names: ['web'] }))).projects?.[0]?.projectVisibility
  const set = (projectVisibility: 'PRIVATE' | 'PUBLIC_READ', resourceAccessRole?: string) =>
    server.build.send(new UpdateProjectVisibilityCommand({ projectArn: ARN, projectVisibility, resourceAccessRole }))

  expect(await visibility()).toBe('PRIVATE')
  await expect(set('PUBLIC_READ')).rejects.toMatchObject({ name: 'InvalidInputException' })
  const { publicProjectAlias } = await set('PUBLIC_READ', ROLE)
  expect(publicProjectAlias).toMatch(/^[A-Za-z0-9]{20}$/)
  expect(await visibility()).toBe('PUBLIC_READ')

  expect(await set('PRIVATE')).toMatchObject({ projectArn: ARN, projectVisibility: 'PRIVATE' })
  await server.build.send(new DeleteProjectCommand({ name: 'web' }))
  await expect(set('PRIVATE')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

test('the policy of a resource is kept until it is deleted', async () => {
  await using server = await codebuildServer()
  await server.build.send(new CreateProjectCommand(aProject()))
  const get = () => server.build.send(new GetResourcePolicyCommand({ resourceArn: ARN }))
  const put = (policy: string, resourceArn = ARN) =>
    server.build.send(new PutResourcePolicyCommand({ policy, resourceArn }))

  await expect(get()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await put(POLICY)
  expect(await get()).toMatchObject({ policy: POLICY })

  await expect(put('{')).rejects.toMatchObject({ name: 'InvalidInputException' })
  await expect(put('{}')).rejects.toMatchObject({ name: 'InvalidInputException' })
  await expect(put(POLICY, `${ARN}2`)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await server.build.send(new DeleteResourcePolicyCommand({ resourceArn: ARN }))
  await expect(get()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

test('no other account shares anything', async () => {
  await using server = await codebuildServer()

  expect((await server.build.send(new ListSharedProjectsCommand({}))).projects).toEqual([])
  expect((await server.build.send(new ListSharedReportGroupsCommand({}))).reportGroups).toEqual([])
})

test('fleets and sandboxes are refused by name', async () => {
  await using server = await codebuildServer()
  const fleet = {
    name: 'fleet',
    baseCapacity: 1,
    environmentType: 'LINUX_CONTAINER',
    computeType: 'BUILD_GENERAL1_SMALL',
  } as const

  await expect(server.build.send(new CreateFleetCommand(fleet))).rejects.toMatchObject({
    name: 'InvalidInputException',
    message: expect.stringMatching(/^Fleets are not served/),
  })
  await expect(server.build.send(new StartSandboxCommand({ projectName: 'web' }))).rejects.toMatchObject({
    name: 'InvalidInputException',
    message: expect.stringMatching(/^Sandboxes are not served/),
  })
})
