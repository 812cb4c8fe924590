import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreateUserCommand,
  DeleteGroupCommand,
  GetGroupCommand,
  ListGroupsCommand,
  ListGroupsForUserCommand,
  RemoveUserFromGroupCommand,
  UpdateGroupCommand,
} from '@aws-sdk/client-iam'
import { identityServer } from '@towpath/testkit/identity-server.ts'
import { expect, test } from 'vitest'

async function serverWithTeam() {
  const server = await identityServer()
  await server.iam.send(new CreateGroupCommand({ GroupName: 'team' }))
  await server.iam.send(new CreateUserCommand({ UserName: 'alice' }))
  await server.iam.send(new AddUserToGroupCommand({ GroupName: 'team', UserName: 'alice' }))
  return server
}

test('a group shows its users, and a user its groups', async () => {
  await using server = await serverWithTeam()

  const { Group, Users } = await server.iam.send(new GetGroupCommand({ GroupName: 'team' }))
  const { Groups } = await server.iam.send(new ListGroupsForUserCommand({ UserName: 'alice' }))

  expect(Group?.GroupId).toMatch(/^AGPA/)
  expect(Users?.map((user) => user.UserName)).toEqual(['alice'])
  expect(Groups?.map((group) => group.GroupName)).toEqual(['team'])
})

test('members stay in a group that is renamed', async () => {
  await using server = await serverWithTeam()

  await server.iam.send(new UpdateGroupCommand({ GroupName: 'team', NewGroupName: 'crew', NewPath: '/x/' }))

  const { Users } = await server.iam.send(new GetGroupCommand({ GroupName: 'crew' }))
  expect(Users).toHaveLength(1)
  const { Groups } = await server.iam.send(new ListGroupsCommand({ PathPrefix: '/x/' }))
  expect(Groups?.[0]?.Arn).toBe('arn:aws:iam::123456789012:group/x/crew')
})

test('adding a member twice is no error, removing one twice is', async () => {
  await using server = await serverWithTeam()
  const member = { GroupName: 'team', UserName: 'alice' }

  await server.iam.send(new AddUserToGroupCommand(member))
  await server.iam.send(new RemoveUserFromGroupCommand(member))

  await expect(server.iam.send(new RemoveUserFromGroupCommand(member))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
  })
})

test('a group with members is not deleted', async () => {
  await using server = await serverWithTeam()

  await expect(server.iam.send(new DeleteGroupCommand({ GroupName: 'team' }))).rejects.toMatchObject({
    name: 'DeleteConflictException',
    message: 'Cannot delete entity, must remove users from group first.',
  })
  await server.iam.send(new RemoveUserFromGroupCommand({ GroupName: 'team', UserName: 'alice' }))
  await server.iam.send(new DeleteGroupCommand({ GroupName: 'team' }))
  await expect(server.iam.send(new GetGroupCommand({ GroupName: 'team' }))).rejects.toMatchObject({
    message: 'The group with name team cannot be found.',
  })
})

test('a user is in ten groups at most, and an eleventh leaves no trace', async () => {
  await using server = await serverWithTeam()
  for (let i = 1; i <= 10; i++) await server.iam.send(new CreateGroupCommand({ GroupName: `g${i}` }))
  const join = (i: number) => server.iam.send(new AddUserToGroupCommand({ GroupName: `g${i}`, UserName: 'alice' }))
  for (let i = 1; i <= 9; i++) await join(i)

  await expect(join(10)).rejects.toMatchObject({ name: 'LimitExceededException' })
  const { Users } = await server.iam.send(new GetGroupCommand({ GroupName: 'g10' }))
  expect(Users).toEqual([])
})
