import {
  CreateLoginProfileCommand,
  CreateUserCommand,
  DeleteLoginProfileCommand,
  GetLoginProfileCommand,
  UpdateLoginProfileCommand,
} from '@aws-sdk/client-iam'
import { identityServer } from '@towpath/testkit/identity-server.ts'
import { expect, test } from 'vitest'
import { passwordMatches } from '../../rules/password.ts'
import { iamState } from '../../state/state.ts'

test('a login profile is made, changed and removed, and holds no password', async () => {
  await using server = await identityServer()
  const UserName = 'alice'
  const { User } = await server.iam.send(new CreateUserCommand({ UserName }))
  const stored = () =>
    iamState(server.store.db, '123456789012', server.deps.sealing).loginProfiles.find(User?.UserId ?? '')

  await server.iam.send(
    new CreateLoginProfileCommand({ UserName, Password: 'First password 1', PasswordResetRequired: true }),
  )
  const first = await stored()
  await server.iam.send(new UpdateLoginProfileCommand({ UserName, Password: 'Second password 2' }))
  const second = await stored()
  const { LoginProfile } = await server.iam.send(new GetLoginProfileCommand({ UserName }))
  await server.iam.send(new DeleteLoginProfileCommand({ UserName }))

  expect(first?.passwordHash).toMatch(/^scrypt\$/)
  expect(await passwordMatches('First password 1', first?.passwordHash ?? '')).toBe(true)
  expect(await passwordMatches('First password 1', second?.passwordHash ?? '')).toBe(false)
  expect(await passwordMatches('Second password 2', second?.passwordHash ?? '')).toBe(true)
  expect(LoginProfile).toMatchObject({ UserName, PasswordResetRequired: true })
  await expect(server.iam.send(new GetLoginProfileCommand({ UserName }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: 'Login Profile for User alice cannot be found.',
  })
})

test.each(['Short1!', 'alllowercase', '12345678'])(
  'a password that is easily guessed is refused: %s',
  async (Password) => {
    await using server = await identityServer()
    await server.iam.send(new CreateUserCommand({ UserName: 'alice' }))

    await expect(server.iam.send(new CreateLoginProfileCommand({ UserName: 'alice', Password }))).rejects.toMatchObject(
      { name: 'PasswordPolicyViolationException' },
    )
  },
)
