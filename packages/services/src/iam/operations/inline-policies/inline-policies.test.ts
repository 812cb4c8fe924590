import {
  CreateGroupCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteGroupPolicyCommand,
  DeleteRolePolicyCommand,
  DeleteUserPolicyCommand,
  GetGroupPolicyCommand,
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  type IAMClient,
  ListGroupPoliciesCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import { identityServer } from '@towpath/testkit/identity-server.ts'
import { expect, test } from 'vitest'

const TRUST =
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}'
const document = (padding = '') =>
  JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: `s3:Get${padding}`, Resource: '*' } })

async function serverWithX() {
  const server = await identityServer()
  await server.iam.send(new CreateUserCommand({ UserName: 'x' }))
  await server.iam.send(new CreateGroupCommand({ GroupName: 'x' }))
  await server.iam.send(new CreateRoleCommand({ RoleName: 'x', AssumeRolePolicyDocument: TRUST }))
  return server
}

const KINDS = [
  {
    kind: 'user',
    put: (iam: IAMClient, PolicyDocument: string) =>
      iam.send(new PutUserPolicyCommand({ UserName: 'x', PolicyName: 'mine', PolicyDocument })),
    get: (iam: IAMClient) => iam.send(new GetUserPolicyCommand({ UserName: 'x', PolicyName: 'mine' })),
    list: (iam: IAMClient) => iam.send(new ListUserPoliciesCommand({ UserName: 'x' })),
    remove: (iam: IAMClient) => iam.send(new DeleteUserPolicyCommand({ UserName: 'x', PolicyName: 'mine' })),
  },
  {
    kind: 'group',
    put: (iam: IAMClient, PolicyDocument: string) =>
      iam.send(new PutGroupPolicyCommand({ GroupName: 'x', PolicyName: 'mine', PolicyDocument })),
    get: (iam: IAMClient) => iam.send(new GetGroupPolicyCommand({ GroupName: 'x', PolicyName: 'mine' })),
    list: (iam: IAMClient) => iam.send(new ListGroupPoliciesCommand({ GroupName: 'x' })),
    remove: (iam: IAMClient) => iam.send(new DeleteGroupPolicyCommand({ GroupName: 'x', PolicyName: 'mine' })),
  },
  {
    kind: 'role',
    put: (iam: IAMClient, PolicyDocument: string) =>
      iam.send(new PutRolePolicyCommand({ RoleName: 'x', PolicyName: 'mine', PolicyDocument })),
    get: (iam: IAMClient) => iam.send(new GetRolePolicyCommand({ RoleName: 'x', PolicyName: 'mine' })),
    list: (iam: IAMClient) => iam.send(new ListRolePoliciesCommand({ RoleName: 'x' })),
    remove: (iam: IAMClient) => iam.send(new DeleteRolePolicyCommand({ RoleName: 'x', PolicyName: 'mine' })),
  },
]

test.each(KINDS)(
  'an inline policy of a $kind is put, replaced, read, listed and deleted',
  async ({ kind, ...calls }) => {
    await using server = await serverWithX()

    await calls.put(server.iam, document())
    await calls.put(server.iam, document('Object'))
    const got = await calls.get(server.iam)
    const listed = await calls.list(server.iam)
    await calls.remove(server.iam)

    expect(got.PolicyName).toBe('mine')
    expect(decodeURIComponent(got.PolicyDocument ?? '')).toBe(document('Object'))
    expect(listed.PolicyNames).toEqual(['mine'])
    await expect(calls.remove(server.iam)).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: `The ${kind} policy with name mine cannot be found.`,
    })
  },
)

test('the inline policies of a user together stay below 2,048 characters', async () => {
  await using server = await serverWithX()
  const put = (PolicyName: string, padding: string) =>
    server.iam.send(new PutUserPolicyCommand({ UserName: 'x', PolicyName, PolicyDocument: document(padding) }))

  await put('a', 'x'.repeat(1000))
  await expect(put('b', 'x'.repeat(1000))).rejects.toMatchObject({
    name: 'LimitExceededException',
    message: 'Maximum policy size of 2048 bytes exceeded for user x',
  })
  await put('a', 'y'.repeat(1900))
})

test('an inline policy that names a principal is refused', async () => {
  await using server = await serverWithX()

  await expect(
    server.iam.send(new PutUserPolicyCommand({ UserName: 'x', PolicyName: 'a', PolicyDocument: TRUST })),
  ).rejects.toMatchObject({
    name: 'MalformedPolicyDocumentException',
    message: 'Policy document should not specify a principal.',
  })
})
