import {
  CreateApplicationCommand,
  CreateDeploymentGroupCommand,
  ListTagsForResourceCommand,
  type Tag,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-codedeploy'
import { expect, test } from 'vitest'
import { type CodedeployServer, codedeployServer } from '../testing.ts'

const APPLICATION = 'arn:aws:codedeploy:us-east-1:123456789012:application:web'
const GROUP = 'arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:web/live'

test('tags given at creation and later are listed by key; a key has one value', async () => {
  await using server = await serverWithGroup()

  await tag(server, GROUP, { Key: 'env', Value: 'prod' }, { Key: 'cost', Value: '' })
  await tag(server, GROUP, { Key: 'env', Value: 'live' })

  expect(await list(server, GROUP)).toEqual([
    { Key: 'cost', Value: '' },
    { Key: 'env', Value: 'live' },
    { Key: 'team', Value: 'red' },
  ])
  expect(await list(server, APPLICATION)).toEqual([])
})

test('tags are removed by key, and a key that is not there is no error', async () => {
  await using server = await serverWithGroup()

  await untag(server, GROUP, 'team', 'unknown')

  expect(await list(server, GROUP)).toEqual([])
})

test.each([
  ['is none', 'web', 'InvalidArnException'],
  ['is that of another service', 'arn:aws:s3:::web', 'ArnNotSupportedException'],
  [
    'is that of a config',
    'arn:aws:codedeploy:us-east-1:123456789012:deploymentconfig:Careful',
    'ArnNotSupportedException',
  ],
  ['names an unknown application', APPLICATION.replace('web', 'api'), 'ApplicationDoesNotExistException'],
  ['names an unknown group', GROUP.replace('live', 'test'), 'DeploymentGroupDoesNotExistException'],
  ['is of another region', APPLICATION.replace('us-east-1', 'eu-west-1'), 'ApplicationDoesNotExistException'],
  ['is missing', undefined, 'ResourceArnRequiredException'],
])('an ARN that %s cannot be tagged', async (_, arn, name) => {
  await using server = await serverWithGroup()

  await expect(tag(server, arn, { Key: 'a', Value: 'b' })).rejects.toMatchObject({ name })
})

test('no tags at all is refused', async () => {
  await using server = await serverWithGroup()

  await expect(tag(server, GROUP)).rejects.toMatchObject({ name: 'TagRequiredException' })
  await expect(untag(server, GROUP)).rejects.toMatchObject({ name: 'TagRequiredException' })
})

test('the tags asked for are there for conditions to look at', async () => {
  await using server = await codedeployServer({
    decide: (_, { conditions }) =>
      conditions?.['aws:RequestTag/team'] === 'red'
        ? { allowed: true, reason: 'allowed' }
        : { allowed: false, reason: 'implicit-deny' },
  })
  const create = (...tags: Tag[]) => server.deploy.send(new CreateApplicationCommand({ applicationName: 'web', tags }))

  await expect(create({ Key: 'team', Value: 'blue' })).rejects.toMatchObject({ name: 'AccessDeniedException' })
  await create({ Key: 'team', Value: 'red' })
})

async function serverWithGroup(): Promise<CodedeployServer> {
  const server = await codedeployServer()
  await server.deploy.send(new CreateApplicationCommand({ applicationName: 'web' }))
  await server.deploy.send(
    new CreateDeploymentGroupCommand({
      applicationName: 'web',
      deploymentGroupName: 'live',
      serviceRoleArn: 'arn:aws:iam::123456789012:role/CodeDeployRole',
      tags: [{ Key: 'team', Value: 'red' }],
    }),
  )
  return server
}

function tag(server: CodedeployServer, ResourceArn: string | undefined, ...Tags: Tag[]) {
  return server.deploy.send(new TagResourceCommand({ ResourceArn, Tags }))
}

function untag(server: CodedeployServer, ResourceArn: string, ...TagKeys: string[]) {
  return server.deploy.send(new UntagResourceCommand({ ResourceArn, TagKeys }))
}

async function list(server: CodedeployServer, ResourceArn: string) {
  return (await server.deploy.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags
}
