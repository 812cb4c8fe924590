import { type IdentityServer, identityServer } from '@towpath/testkit/identity-server.ts'
import type { RequestContext } from '@towpath/wire'
import { expect, test } from 'vitest'
import { type Ctx, room } from './room.ts'
import { rootPrincipal } from './rules/principals.ts'
import schemas from './schemas.gen.json' with { type: 'json' }
import { iamService } from './service.ts'

/** Names something in every member that an operation here may look at to say what it is about. */
const INPUT = {
  UserName: 'x',
  GroupName: 'x',
  RoleName: 'x',
  InstanceProfileName: 'x',
  PolicyName: 'x',
  PolicyArn: 'arn:aws:iam::123456789012:policy/x',
  PolicySourceArn: 'arn:aws:iam::123456789012:user/x',
  AccessKeyId: 'AKIAAAAAAAAAAAAAAAAA',
  ServiceName: 'codecommit.amazonaws.com',
  PermissionsBoundary: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
  Tags: [{ Key: 'a', Value: 'b' }],
  TagKeys: ['a'],
}

function contextOf(server: IdentityServer): Ctx {
  const request = { account: '123456789012', principal: rootPrincipal('123456789012'), db: server.store.db }
  return Object.assign(request as RequestContext, room(server.deps, request as RequestContext))
}

test('every operation asks for the permission of its own name', async () => {
  await using server = await identityServer()
  const ctx = contextOf(server)

  for (const operation of iamService(server.deps).operations) {
    const [first] = await operation.access(INPUT, ctx)
    expect(first?.action).toBe(`iam:${operation.name}`)
    expect(first?.resource).toMatch(/^(\*|arn:aws:iam::(123456789012|aws):.+)$/)
  }
})

test('every operation is one of IAM’s, and served once', async () => {
  await using server = await identityServer()
  const names = iamService(server.deps).operations.map((operation) => operation.name)

  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(schemas.schemas).toHaveProperty(name)
})

test.each(['Delete', 'Update', 'Put', 'Attach', 'Detach', 'Tag', 'Untag', 'Add', 'Remove', 'Set', 'Reset', 'Create'])(
  'what is called %s… writes',
  async (verb) => {
    await using server = await identityServer()
    const operations = iamService(server.deps).operations.filter((operation) => operation.name.startsWith(verb))

    expect(operations.length).toBeGreaterThan(0)
    for (const operation of operations) expect([operation.name, operation.kind]).toEqual([operation.name, 'write'])
  },
)

test('whoever adds a role to an instance profile passes it on', async () => {
  await using server = await identityServer()
  const add = iamService(server.deps).operations.find((operation) => operation.name === 'AddRoleToInstanceProfile')

  const access = await add?.access(INPUT, contextOf(server))

  expect(access?.[1]).toMatchObject({
    action: 'iam:PassRole',
    resource: 'arn:aws:iam::123456789012:role/x',
    conditions: { 'iam:PassedToService': 'ec2.amazonaws.com' },
  })
})
