import type { Principal } from '@towpath/wire'
import { describe, expect, test } from 'vitest'
import type { Hosts } from '../ports/hosts.ts'
import { refuseAsHost } from './host-identity.ts'

const account = '123456789012'
const region = 'us-east-1'
const instanceArn = `arn:aws:ec2:${region}:${account}:instance/i-0123456789abcdef0`
const userArn = `arn:aws:iam::${account}:user/hosts/db-1`

const hosts: Hosts = {
  instance: async ({ instanceId }) => {
    if (instanceId === 'i-0123456789abcdef0') return { role: { name: 'web' } }
    return instanceId === 'i-00000000' ? {} : undefined
  },
  onPremises: async ({ arn }) => (arn === userArn ? { instanceName: 'db-1' } : undefined),
}

function session(role: string, name: string): Principal {
  return {
    type: 'assumed-role',
    account,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
    userId: `AROAX:${name}`,
    name: role,
    session: { name, policies: [], tags: {}, issuedAt: 0, expiresAt: 1 },
  }
}

const user: Principal = { type: 'user', account, arn: userArn, userId: 'AIDAX', name: 'db-1' }

const ask = (principal: Principal, hostIdentifier: string) =>
  refuseAsHost(hosts, principal, { account, region, hostIdentifier })

test('an instance speaks for itself with the credentials of its profile', async () => {
  expect(await ask(session('web', 'i-0123456789abcdef0'), instanceArn)).toBeUndefined()
})

test('an on-premises instance speaks for itself with the identity it is registered with', async () => {
  expect(await ask(user, userArn)).toBeUndefined()
})

describe('refused is', () => {
  test.each<[string, Principal, string, string, boolean]>([
    ['a user in the place of an instance', user, instanceArn, 'instance signs with the credentials', true],
    ['another instance', session('web', 'i-0999999999abcdef0'), instanceArn, 'the session is of', true],
    ['a session of another role', session('old', 'i-0123456789abcdef0'), instanceArn, 'has the role web by now', true],
    [
      'an instance without a profile',
      session('web', 'i-00000000'),
      `arn:aws:ec2:${region}:${account}:instance/i-00000000`,
      'has no instance profile',
      true,
    ],
    [
      'an instance that is not there',
      session('web', 'i-11111111'),
      `arn:aws:ec2:${region}:${account}:instance/i-11111111`,
      'There is no instance',
      false,
    ],
    [
      'an instance of another region',
      session('web', 'i-0123456789abcdef0'),
      `arn:aws:ec2:eu-west-1:${account}:instance/i-0123456789abcdef0`,
      'is not an instance in us-east-1',
      false,
    ],
    ['an identifier of another account', user, 'arn:aws:iam::999999999999:user/x', 'not an ARN of account', false],
    ['somebody else in the place of an on-premises instance', session('web', 'i-1'), userArn, 'which signs as', true],
    [
      'an identity that is not registered',
      user,
      `arn:aws:iam::${account}:user/other`,
      'No on-premises instance',
      false,
    ],
    ['what is no ARN', user, 'i-0123456789abcdef0', 'not an ARN', false],
  ])('%s', async (_, principal, identifier, message, known) => {
    const refusal = await ask(principal, identifier)

    expect(refusal?.message).toContain(message)
    expect(refusal?.known).toBe(known)
  })
})
