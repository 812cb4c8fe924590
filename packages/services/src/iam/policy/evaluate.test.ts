import { describe, expect, test } from 'vitest'
import type { Caller } from './caller.ts'
import type { PolicyKind } from './document.ts'
import { evaluate, type NamedPolicy, type PolicySet } from './evaluate.ts'
import { parsePolicy } from './parse.ts'
import { requestValues } from './values.ts'

const ACCOUNT = '123456789012'
const ALICE: Caller = {
  type: 'user',
  account: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:user/alice`,
  uniqueId: 'AIDAALICEALICEALICE2',
}
const ROOT: Caller = { type: 'root', account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, uniqueId: ACCOUNT }
const SESSION: Caller = {
  type: 'role-session',
  account: ACCOUNT,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/one`,
  uniqueId: 'AROADEPLOYDEPLOY2345',
  roleArn: `arn:aws:iam::${ACCOUNT}:role/ci/deploy`,
}
const NOBODY: Caller = { type: 'anonymous', account: '', arn: '' }

type Statement = Record<string, unknown>
let count = 0
function policy(kind: PolicyKind, statements: Statement | Statement[], version = '2012-10-17'): NamedPolicy {
  const parsed = parsePolicy(JSON.stringify({ Version: version, Statement: statements }), { kind })
  if ('problem' in parsed) throw new Error(parsed.problem)
  return { name: `${kind}-${count++}`, policy: parsed.policy }
}
const allow = (members: Statement = {}) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...members })
const deny = (members: Statement = {}) => ({ Effect: 'Deny', Action: '*', Resource: '*', ...members })
const identity = (...statements: Statement[]) => policy('identity', statements)
const resource = (...statements: Statement[]) => policy('resource', statements)

function decide(
  policies: Partial<PolicySet>,
  question: { caller?: Caller; action?: string; resource?: string; values?: Record<string, string | string[]> } = {},
) {
  const { caller = ALICE, action = 's3:GetObject', resource: arn = 'arn:aws:s3:::bucket/key' } = question
  const values = requestValues(question.values)
  return evaluate({ caller, action, resource: arn, values }, { identity: [], ...policies })
}
const allows = (statement: Statement, question: Parameters<typeof decide>[1] = {}) =>
  decide({ identity: [identity(allow(statement))] }, question).allowed

describe('actions', () => {
  test.each([
    ['s3:GetObject', true],
    ['S3:getobject', true],
    ['s3:Get*', true],
    ['s3:*Object', true],
    ['s3:GetObj?ct', true],
    ['s3:*', true],
    ['*', true],
    ['s3:GetObjectVersion', false],
    ['s3:Get', false],
    ['s3:GetObject?', false],
    ['ec2:GetObject', false],
  ])('Action %s on s3:GetObject: %s', (action, expected) => {
    expect(allows({ Action: action })).toBe(expected)
  })

  test.each([
    ['s3:GetObject', false],
    ['s3:Get*', false],
    ['s3:Put*', true],
    ['iam:*', true],
  ])('NotAction %s allows s3:GetObject: %s', (action, expected) => {
    expect(decide({ identity: [identity({ Effect: 'Allow', NotAction: action, Resource: '*' })] }).allowed).toBe(
      expected,
    )
  })
})

describe('resources', () => {
  test.each([
    ['arn:aws:s3:::bucket/key', true],
    ['arn:aws:s3:::bucket/*', true],
    ['arn:aws:s3:::buck?t/k*y', true],
    ['arn:aws:s3:::*', true],
    ['arn:*:s3:::bucket/key', true],
    ['*', true],
    ['arn:aws:s3:::Bucket/key', false],
    ['arn:aws:s3:::bucket', false],
    ['arn:aws:s3:::bucket/key?', false],
    ['arn:aws:sqs:*:*:*', false],
  ])('Resource %s on bucket/key: %s', (pattern, expected) => {
    expect(allows({ Resource: pattern })).toBe(expected)
  })

  test('a wildcard does not reach over the colons that part an ARN', () => {
    const question = { action: 'sns:Publish', resource: 'arn:aws:sns:eu-west-1:123456789012:topic' }

    expect(allows({ Resource: 'arn:aws:sns:*:topic' }, question)).toBe(false)
    expect(allows({ Resource: 'arn:aws:sns:*:*:topic' }, question)).toBe(true)
  })

  test('colons in the last part of an ARN are like any other character', () => {
    expect(allows({ Resource: 'arn:aws:s3:::bucket/*' }, { resource: 'arn:aws:s3:::bucket/a:b:c' })).toBe(true)
  })

  test('an action without a resource needs the resource *', () => {
    const question = { action: 'ec2:DescribeInstances', resource: '*' }

    expect(allows({ Resource: 'arn:aws:ec2:*:*:instance/*' }, question)).toBe(false)
    expect(allows({ Resource: '*' }, question)).toBe(true)
  })

  test('NotResource means all others', () => {
    const everythingElse = identity({ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::bucket/*' })

    expect(decide({ identity: [everythingElse] }).allowed).toBe(false)
    expect(decide({ identity: [everythingElse] }, { resource: 'arn:aws:s3:::other/key' }).allowed).toBe(true)
  })
})

describe('policy variables', () => {
  const home = `arn:aws:s3:::bucket/\${aws:username}/*`

  test('stand for the values of the request', () => {
    const values = { 'aws:username': 'alice' }

    expect(allows({ Resource: home }, { values, resource: 'arn:aws:s3:::bucket/alice/x' })).toBe(true)
    expect(allows({ Resource: home }, { values, resource: 'arn:aws:s3:::bucket/bob/x' })).toBe(false)
  })

  test('are never wildcards, whatever their value', () => {
    const values = { 'aws:username': '*' }

    expect(allows({ Resource: home }, { values, resource: 'arn:aws:s3:::bucket/bob/x' })).toBe(false)
    expect(allows({ Resource: home }, { values, resource: 'arn:aws:s3:::bucket/*/x' })).toBe(true)
  })

  test('without a value match nothing, and do not widen NotResource', () => {
    const question = { resource: 'arn:aws:s3:::bucket/bob/x' }
    const allowOthers = identity({ Effect: 'Allow', Action: '*', NotResource: home })
    const denyOthers = identity({ Effect: 'Deny', Action: '*', NotResource: home })

    expect(allows({ Resource: home }, question)).toBe(false)
    expect(decide({ identity: [allowOthers] }, question).allowed).toBe(false)
    expect(decide({ identity: [identity(allow()), denyOthers] }, question).reason).toBe('explicit-deny')
  })

  test('have defaults', () => {
    const withDefault = `arn:aws:s3:::bucket/\${aws:PrincipalTag/team, 'company'}/*`

    expect(allows({ Resource: withDefault }, { resource: 'arn:aws:s3:::bucket/company/x' })).toBe(true)
    const values = { 'aws:PrincipalTag/team': 'red' }
    expect(allows({ Resource: withDefault }, { values, resource: 'arn:aws:s3:::bucket/company/x' })).toBe(false)
    expect(allows({ Resource: withDefault }, { values, resource: 'arn:aws:s3:::bucket/red/x' })).toBe(true)
  })

  test.each(['*', '?', '$'])(`\${%s} is the character itself`, (char) => {
    const pattern = `arn:aws:s3:::bucket/\${${char}}`

    expect(allows({ Resource: pattern }, { resource: `arn:aws:s3:::bucket/${char}` })).toBe(true)
    expect(allows({ Resource: pattern }, { resource: 'arn:aws:s3:::bucket/a' })).toBe(false)
  })

  test('are plain text in documents of version 2008-10-17', () => {
    const old = policy('identity', allow({ Resource: home }), '2008-10-17')
    const values = { 'aws:username': 'alice' }

    expect(decide({ identity: [old] }, { values, resource: 'arn:aws:s3:::bucket/alice/x' }).allowed).toBe(false)
    expect(decide({ identity: [old] }, { values, resource: `arn:aws:s3:::bucket/\${aws:username}/x` }).allowed).toBe(
      true,
    )
  })

  test('with several values stand for nothing', () => {
    const values = { 'aws:username': ['alice', 'bob'] }

    expect(allows({ Resource: home }, { values, resource: 'arn:aws:s3:::bucket/alice/x' })).toBe(false)
  })
})

describe('explicit denies', () => {
  test('win over every allow, and name their statement', () => {
    const mixed = identity(allow(), deny({ Sid: 'NoReading', Action: 's3:Get*' }))

    expect(decide({ identity: [mixed] })).toEqual({
      allowed: false,
      reason: 'explicit-deny',
      limitedBy: 'identity-based policy',
      statement: { policy: mixed.name, sid: 'NoReading', index: 1 },
    })
  })

  test.each([
    ['resource', { resource: resource(deny({ Principal: '*' })) }, 'resource-based policy'],
    ['boundary', { boundary: identity(allow(), deny()) }, 'permissions boundary'],
    ['session', { session: [identity(allow(), deny())] }, 'session policy'],
  ])('in a %s policy are told apart', (_, policies, limitedBy) => {
    expect(decide({ identity: [identity(allow())], ...policies })).toMatchObject({ reason: 'explicit-deny', limitedBy })
  })

  test('in the policy of a resource hold for root too', () => {
    expect(decide({}, { caller: ROOT }).allowed).toBe(true)
    expect(decide({ resource: resource(deny({ Principal: '*' })) }, { caller: ROOT }).reason).toBe('explicit-deny')
  })

  test('with NotPrincipal spare those it lists', () => {
    const onlyAlice = resource({ Effect: 'Deny', NotPrincipal: { AWS: ALICE.arn }, Action: '*', Resource: '*' })
    const policies = { identity: [identity(allow())], resource: onlyAlice }

    expect(decide(policies).allowed).toBe(true)
    expect(decide(policies, { caller: SESSION }).reason).toBe('explicit-deny')
  })
})

describe('limits', () => {
  const everything = identity(allow())
  const readOnly = identity(allow({ Action: 's3:Get*' }))
  const put = { action: 's3:PutObject' }

  test('what no policy allows is denied for want of an identity policy', () => {
    expect(decide({})).toEqual({ allowed: false, reason: 'implicit-deny', limitedBy: 'identity-based policy' })
  })

  test('a boundary limits, and allows nothing by itself', () => {
    expect(decide({ identity: [everything], boundary: readOnly }).allowed).toBe(true)
    expect(decide({ identity: [everything], boundary: readOnly }, put).limitedBy).toBe('permissions boundary')
    expect(decide({ identity: [], boundary: everything }).limitedBy).toBe('identity-based policy')
  })

  test('policies of a session limit together: what one of them allows is allowed', () => {
    const writeOnly = identity(allow({ Action: 's3:Put*' }))

    expect(decide({ identity: [everything], session: [readOnly] }, put).limitedBy).toBe('session policy')
    expect(decide({ identity: [everything], session: [readOnly, writeOnly] }, put).allowed).toBe(true)
  })

  test('a resource that names a user lets it in, whatever its boundary', () => {
    const policies = {
      resource: resource(allow({ Principal: { AWS: ALICE.arn } })),
      boundary: identity(allow({ Action: 'ec2:*' })),
    }

    expect(decide(policies).allowed).toBe(true)
  })

  test('a resource that names a role lets its sessions in, within boundary and session policies', () => {
    const named = resource(allow({ Principal: { AWS: SESSION.roleArn } }))
    const asSession = { caller: SESSION, ...put }

    expect(decide({ resource: named }, asSession).allowed).toBe(true)
    expect(decide({ resource: named, boundary: readOnly }, asSession).limitedBy).toBe('permissions boundary')
    expect(decide({ resource: named, session: [readOnly] }, asSession).limitedBy).toBe('session policy')
  })

  test('a resource that names a session lets it in, whatever its session policies', () => {
    const named = resource(allow({ Principal: { AWS: SESSION.arn } }))

    expect(decide({ resource: named, session: [readOnly] }, { caller: SESSION, ...put }).allowed).toBe(true)
  })

  test('a resource that names an account leaves it to the policies of its users', () => {
    const named = resource(allow({ Principal: { AWS: ACCOUNT } }))

    expect(decide({ resource: named }).limitedBy).toBe('identity-based policy')
    expect(decide({ resource: named, identity: [readOnly] }).allowed).toBe(true)
  })

  test('anonymous callers get what a resource gives to everybody, and no more', () => {
    expect(decide({ resource: resource(allow({ Principal: '*' })) }, { caller: NOBODY }).allowed).toBe(true)
    expect(decide({ resource: resource(allow({ Principal: { AWS: ACCOUNT } })) }, { caller: NOBODY })).toMatchObject({
      allowed: false,
      limitedBy: 'resource-based policy',
    })
  })

  test('another account’s resource needs both sides', () => {
    const both = { resourceMustAllow: true, identityMustAllow: true }
    const named = resource(allow({ Principal: { AWS: ALICE.arn } }))

    expect(decide({ ...both, resource: named }).limitedBy).toBe('identity-based policy')
    expect(decide({ ...both, identity: [everything] }).limitedBy).toBe('resource-based policy')
    expect(decide({ ...both, identity: [everything], resource: named }).allowed).toBe(true)
  })
})

describe('trust policies', () => {
  const role = 'arn:aws:iam::123456789012:role/deploy'
  const assume = (caller: Caller, statement: Statement, values: Record<string, string> = {}, own: NamedPolicy[] = []) =>
    evaluate(
      { caller, action: 'sts:AssumeRole', resource: role, values: requestValues(values) },
      {
        identity: own,
        resource: policy('trust', { Effect: 'Allow', Action: 'sts:AssumeRole', ...statement }),
        resourceMustAllow: true,
      },
    )
  const CODEDEPLOY: Caller = {
    type: 'service',
    account: '',
    arn: '',
    services: ['codedeploy.amazonaws.com', 'codedeploy.us-east-1.amazonaws.com'],
  }

  test.each([
    ['codedeploy.amazonaws.com', true],
    ['codedeploy.us-east-1.amazonaws.com', true],
    ['codedeploy.eu-west-1.amazonaws.com', false],
    ['ec2.amazonaws.com', false],
  ])('a trust in %s lets CodeDeploy of us-east-1 in: %s', (service, expected) => {
    expect(assume(CODEDEPLOY, { Principal: { Service: service } }).allowed).toBe(expected)
  })

  test('an identity policy alone does not open a role', () => {
    const decision = assume(ALICE, { Principal: { Service: 'ec2.amazonaws.com' } }, {}, [identity(allow())])

    expect(decision).toMatchObject({ allowed: false, limitedBy: 'resource-based policy' })
  })

  test('a user named by the role needs no policy, one of a named account does', () => {
    expect(assume(ALICE, { Principal: { AWS: ALICE.arn } }).allowed).toBe(true)
    expect(assume(ALICE, { Principal: { AWS: ACCOUNT } }).limitedBy).toBe('identity-based policy')
    expect(
      assume(ALICE, { Principal: { AWS: ACCOUNT } }, {}, [identity(allow({ Action: 'sts:AssumeRole' }))]).allowed,
    ).toBe(true)
  })

  test('a unique id means its bearer only', () => {
    expect(assume(ALICE, { Principal: { AWS: ALICE.uniqueId } }).allowed).toBe(true)
    expect(assume({ ...ALICE, uniqueId: 'AIDAANOTHERALICE2345' }, { Principal: { AWS: ALICE.uniqueId } }).allowed).toBe(
      false,
    )
  })

  test('an external id must be told', () => {
    const statement = { Principal: { AWS: ALICE.arn }, Condition: { StringEquals: { 'sts:ExternalId': 'tree' } } }

    expect(assume(ALICE, statement, { 'sts:ExternalId': 'tree' }).allowed).toBe(true)
    expect(assume(ALICE, statement, { 'sts:ExternalId': 'bush' }).allowed).toBe(false)
    expect(assume(ALICE, statement).allowed).toBe(false)
  })
})
