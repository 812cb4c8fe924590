import {
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreateServiceSpecificCredentialCommand,
  CreateUserCommand,
  DeleteUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  GetUserCommand,
  ListUsersCommand,
  ListUserTagsCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  TagUserCommand,
  UntagUserCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam'
import { databases } from '@towpath/storage/testing.ts'
import { identityServer } from '@towpath/testkit/identity-server.ts'
import { describe, expect, test } from 'vitest'

const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const ALLOW_ALL = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'

describe.each(databases)('users on $name', (database) => {
  test('are created with path, tags and boundary, and read back', async () => {
    await using server = await identityServer(database)
    const tags = [{ Key: 'team', Value: 'red' }]

    await server.iam.send(
      new CreateUserCommand({ UserName: 'alice', Path: '/ops/', Tags: tags, PermissionsBoundary: READ_ONLY }),
    )
    const { User } = await server.iam.send(new GetUserCommand({ UserName: 'alice' }))

    expect(User).toMatchObject({
      UserName: 'alice',
      Path: '/ops/',
      Arn: 'arn:aws:iam::123456789012:user/ops/alice',
      UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
      Tags: tags,
      PermissionsBoundary: { PermissionsBoundaryArn: READ_ONLY, PermissionsBoundaryType: 'PermissionsBoundaryPolicy' },
    })
  })

  test('are listed by path, page after page', async () => {
    await using server = await identityServer(database)
    for (const name of ['eve', 'bob', 'Zoe', 'dan', 'carl']) {
      await server.iam.send(new CreateUserCommand({ UserName: name, Path: name === 'dan' ? '/other/' : '/team/' }))
    }

    const first = await server.iam.send(new ListUsersCommand({ PathPrefix: '/team/', MaxItems: 3 }))
    const second = await server.iam.send(
      new ListUsersCommand({ PathPrefix: '/team/', MaxItems: 3, Marker: first.Marker }),
    )

    expect(first.Users?.map((user) => user.UserName)).toEqual(['Zoe', 'bob', 'carl'])
    expect(second.Users?.map((user) => user.UserName)).toEqual(['eve'])
    expect([first.IsTruncated, second.IsTruncated, second.Marker]).toEqual([true, false, undefined])
  })

  test('keep their id, keys and policies when renamed', async () => {
    await using server = await identityServer(database)
    const { User: before } = await server.iam.send(new CreateUserCommand({ UserName: 'alice' }))
    await server.iam.send(new PutUserPolicyCommand({ UserName: 'alice', PolicyName: 'all', PolicyDocument: ALLOW_ALL }))
    const { AccessKey } = await server.iam.send(new CreateAccessKeyCommand({ UserName: 'alice' }))
    const alice = server.as({
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    })

    await server.iam.send(new UpdateUserCommand({ UserName: 'alice', NewUserName: 'Alice', NewPath: '/new/' }))

    const { User: after } = await alice.iam.send(new GetUserCommand({}))
    expect(after).toMatchObject({ UserId: before?.UserId, Arn: 'arn:aws:iam::123456789012:user/new/Alice' })
  })

  test('have names of their own, whatever the case', async () => {
    await using server = await identityServer(database)
    await server.iam.send(new CreateUserCommand({ UserName: 'alice' }))
    await server.iam.send(new CreateUserCommand({ UserName: 'bob' }))

    await expect(server.iam.send(new CreateUserCommand({ UserName: 'ALICE' }))).rejects.toMatchObject({
      name: 'EntityAlreadyExistsException',
      message: 'User with name ALICE already exists.',
    })
    await expect(
      server.iam.send(new UpdateUserCommand({ UserName: 'bob', NewUserName: 'Alice' })),
    ).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' })
  })

  test('are tagged: a key in another case is the same key', async () => {
    await using server = await identityServer(database)
    await server.iam.send(new CreateUserCommand({ UserName: 'alice', Tags: [{ Key: 'Team', Value: 'red' }] }))

    await server.iam.send(
      new TagUserCommand({
        UserName: 'alice',
        Tags: [
          { Key: 'team', Value: 'blue' },
          { Key: 'a', Value: '' },
        ],
      }),
    )
    await server.iam.send(new UntagUserCommand({ UserName: 'alice', TagKeys: ['A', 'missing'] }))

    const { Tags } = await server.iam.send(new ListUserTagsCommand({ UserName: 'alice' }))
    expect(Tags).toEqual([{ Key: 'team', Value: 'blue' }])
  })

  test.each([
    [
      [
        { Key: 'a', Value: '1' },
        { Key: 'A', Value: '2' },
      ],
      'InvalidInputException',
    ],
    [[{ Key: 'aws:x', Value: '1' }], 'InvalidInputException'],
    [Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: '' })), /LimitExceededException|ValidationError/],
  ])('refuse tags that IAM refuses: %j', async (tags, name) => {
    await using server = await identityServer(database)

    await expect(server.iam.send(new CreateUserCommand({ UserName: 'alice', Tags: tags }))).rejects.toMatchObject({
      name: expect.stringMatching(name),
    })
  })

  test('get and lose a boundary, which must be a policy', async () => {
    await using server = await identityServer(database)
    await server.iam.send(new CreateUserCommand({ UserName: 'alice' }))
    const put = (arn: string) =>
      server.iam.send(new PutUserPermissionsBoundaryCommand({ UserName: 'alice', PermissionsBoundary: arn }))
    const remove = () => server.iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName: 'alice' }))

    await expect(put('arn:aws:iam::aws:policy/NoSuchPolicy')).rejects.toMatchObject({ name: 'NoSuchEntityException' })
    await put(READ_ONLY)
    await remove()

    await expect(remove()).rejects.toMatchObject({ name: 'NoSuchEntityException' })
    const { User } = await server.iam.send(new GetUserCommand({ UserName: 'alice' }))
    expect(User?.PermissionsBoundary).toBeUndefined()
  })
})

test.each([
  ['policies', new PutUserPolicyCommand({ UserName: 'alice', PolicyName: 'all', PolicyDocument: ALLOW_ALL })],
  ['access keys', new CreateAccessKeyCommand({ UserName: 'alice' })],
  ['login profile', new CreateLoginProfileCommand({ UserName: 'alice', Password: 'Str0ng enough' })],
  ['group', new AddUserToGroupCommand({ UserName: 'alice', GroupName: 'team' })],
  [
    'service specific credentials',
    new CreateServiceSpecificCredentialCommand({ UserName: 'alice', ServiceName: 'codecommit.amazonaws.com' }),
  ],
])('a user who still has something of %s is not deleted', async (what, command) => {
  await using server = await identityServer()
  await server.iam.send(new CreateGroupCommand({ GroupName: 'team' }))
  await server.iam.send(new CreateUserCommand({ UserName: 'alice' }))
  await server.iam.send(command as CreateAccessKeyCommand)

  await expect(server.iam.send(new DeleteUserCommand({ UserName: 'alice' }))).rejects.toMatchObject({
    name: 'DeleteConflictException',
    message: expect.stringContaining(what),
  })
})

test('a deleted user is gone', async () => {
  await using server = await identityServer()
  await server.iam.send(new CreateUserCommand({ UserName: 'alice' }))

  await server.iam.send(new DeleteUserCommand({ UserName: 'alice' }))

  await expect(server.iam.send(new GetUserCommand({ UserName: 'alice' }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: 'The user with name alice cannot be found.',
    $metadata: { httpStatusCode: 404 },
  })
})

test('root is told about itself', async () => {
  await using server = await identityServer()

  const { User } = await server.iam.send(new GetUserCommand({}))

  expect(User).toMatchObject({ UserId: '123456789012', Arn: 'arn:aws:iam::123456789012:root' })
})

test('a marker that was never given out is refused', async () => {
  await using server = await identityServer()

  await expect(server.iam.send(new ListUsersCommand({ Marker: 'nonsense' }))).rejects.toMatchObject({
    name: 'ValidationError',
  })
})
