import { expect, test } from 'vitest'
import type { PolicyKind } from './document.ts'
import { parsePolicy } from './parse.ts'

const OBJECT = 'arn:aws:s3:::bucket/*'
const LEGACY = 'The policy failed legacy parsing'
const SYNTAX = 'Syntax errors in policy.'

function problem(document: unknown, kind: PolicyKind = 'identity', currentVersionOnly = false): string | undefined {
  const text = typeof document === 'string' ? document : JSON.stringify(document)
  const parsed = parsePolicy(text, { kind, currentVersionOnly })
  return 'problem' in parsed ? parsed.problem : undefined
}

const identity = (statement: unknown) => ({ Version: '2012-10-17', Statement: statement })
const allow = (members: object) => identity({ Effect: 'Allow', Action: 's3:GetObject', Resource: OBJECT, ...members })
const trust = (members: object) =>
  identity({
    Effect: 'Allow',
    Principal: { Service: 'ec2.amazonaws.com' },
    Action: 'sts:AssumeRole',
    ...members,
  })

test.each([
  ['a single statement', allow({})],
  ['a list of statements', identity([{ Effect: 'Deny', NotAction: 'iam:*', NotResource: '*' }])],
  ['an Id', { Id: 'mine', ...allow({}) }],
  ['no version', { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }],
  ['the old version', { ...allow({}), Version: '2008-10-17' }],
  ['spaces in an action', allow({ Action: 's3: Get Object ' })],
  ['a service nobody knows', allow({ Action: 'no-such.service:Act', Resource: 'arn:aws:no-such-service:::x' })],
  ['a condition without operators', allow({ Condition: {} })],
  ['an operator without keys, even an unknown one', allow({ Condition: { Nonsense: {} } })],
  ['a key without values', allow({ Condition: { DateGreaterThan: { 'aws:CurrentTime': [] } } })],
  ['JSON booleans and numbers as values', allow({ Condition: { Bool: { a: false }, NumericEquals: { b: 3 } } })],
  ['a set operator with IfExists', allow({ Condition: { 'ForAnyValue:StringLikeIfExists': { a: 'b*' } } })],
  ['operators in another case', allow({ Condition: { stringequals: { a: 'b' } } })],
  ['a date of seconds', allow({ Condition: { DateLessThan: { a: '1767225600' } } })],
  ['a date with fraction and zone', allow({ Condition: { DateLessThan: { a: '2026-01-13T21:20:37.593194+00:00' } } })],
  ['an ARN of another partition', allow({ Resource: 'arn:*:s3:::bucket' })],
  ['an IAM path behind a wildcard', allow({ Resource: 'arn:aws:iam::*:*role/x' })],
])('an identity policy with %s is read', (_, document) => {
  expect(problem(document)).toBeUndefined()
})

test.each([
  ['text that is no JSON', 'not JSON', SYNTAX],
  ['JSON that is no object', [], SYNTAX],
  ['an unknown version', { ...allow({}), Version: '2013-10-17' }, SYNTAX],
  ['no statement', { Version: '2012-10-17' }, SYNTAX],
  ['an empty list of statements', identity([]), SYNTAX],
  ['a statement that is text', identity(['Allow']), SYNTAX],
  ['an unknown member', { ...allow({}), Extra: 'x' }, SYNTAX],
  ['an unknown member of a statement', allow({ Extra: 'x' }), SYNTAX],
  ['an Id that is no text', { ...allow({}), Id: ['x'] }, SYNTAX],
  ['a Sid that is no text', allow({ Sid: {} }), SYNTAX],
  ['no effect', identity({ Action: 's3:GetObject', Resource: OBJECT }), SYNTAX],
  ['an unknown effect', allow({ Effect: 'Permit' }), SYNTAX],
  ['an effect in another case', allow({ Effect: 'allow' }), LEGACY],
  ['Action and NotAction', allow({ NotAction: 's3:PutObject' }), SYNTAX],
  ['Resource and NotResource', allow({ NotResource: [] }), SYNTAX],
  ['an action that is no text', allow({ Action: [[]] }), SYNTAX],
  ['a resource that is no text', allow({ Resource: { a: OBJECT } }), SYNTAX],
  [
    'an action without service',
    allow({ Action: 'GetObject' }),
    'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  ],
  ['an action with two colons', allow({ Action: 's3:Get:Object' }), 'Actions/Condition can contain only one colon.'],
  ['an action whose service has a space', allow({ Action: 'a a:Get' }), 'Vendor a a is not valid'],
  ['an action whose service is a wildcard', allow({ Action: 's*:Get' }), 'Vendor s* is not valid'],
  ['no action', identity({ Effect: 'Allow', Resource: OBJECT }), 'Policy statement must contain actions.'],
  ['an empty list of actions', allow({ Action: [] }), 'Policy statement must contain actions.'],
  ['no resource', identity({ Effect: 'Allow', Action: 's3:GetObject' }), 'Policy statement must contain resources.'],
  ['an empty list of resources', allow({ Resource: [] }), 'Policy statement must contain resources.'],
  ['a resource that is no ARN', allow({ Resource: 'bucket' }), 'Resource bucket must be in ARN format or "*".'],
  ['an empty resource', allow({ Resource: '' }), 'Resource  must be in ARN format or "*".'],
  [
    'an unknown partition',
    allow({ Resource: 'arn:error:s3:::bucket' }),
    'Partition "error" is not valid for resource "arn:error:s3:::bucket".',
  ],
  [
    'an ARN that misses its prefix',
    allow({ Resource: 'aws:s3:::bucket' }),
    'Partition "s3" is not valid for resource "arn:s3:::bucket:*".',
  ],
  [
    'an ARN without a service',
    allow({ Resource: 'arn:aws' }),
    'Resource vendor must be fully qualified and cannot contain regexes.',
  ],
  [
    'an ARN with a service of wildcards',
    allow({ Resource: 'arn:aws:*:::x' }),
    'Resource vendor must be fully qualified and cannot contain regexes.',
  ],
  ['a bucket ARN with a colon too few', allow({ Resource: 'arn:aws:s3::bucket' }), LEGACY],
  ['an ARN with an empty service', allow({ Resource: 'arn:aws::::x' }), LEGACY],
  [
    'a region in a bucket ARN',
    allow({ Resource: 'arn:aws:s3:us-east-1::b' }),
    'Resource arn:aws:s3:us-east-1::b can not contain region information.',
  ],
  [
    'a region in an IAM ARN',
    allow({ Resource: 'arn:aws:iam:us-east-1::user/b' }),
    'IAM resource arn:aws:iam:us-east-1::user/b cannot contain region information.',
  ],
  [
    'an IAM ARN of no kind',
    allow({ Resource: 'arn:aws:iam::123456789012:bob' }),
    /^IAM resource path must either be "\*" or start with user\//,
  ],
  ['an unknown operator', allow({ Condition: { StringMatches: { a: 'b' } } }), SYNTAX],
  ['a misspelt set operator', allow({ Condition: { 'ForAnyValue::StringEquals': { a: 'b' } } }), SYNTAX],
  ['a condition that is a list', allow({ Condition: [{ StringEquals: { a: 'b' } }] }), SYNTAX],
  ['an operator that is text', allow({ Condition: { StringEquals: 'b' } }), SYNTAX],
  ['a value that is an object', allow({ Condition: { StringEquals: { a: {} } } }), SYNTAX],
  ['Null with IfExists', allow({ Condition: { NullIfExists: { a: 'true' } } }), SYNTAX],
  ['a date that is none', allow({ Condition: { DateLessThan: { a: 'tomorrow' } } }), LEGACY],
  ['a number that is none', allow({ Condition: { NumericEquals: { a: 'three' } } }), LEGACY],
  ['an address that is none', allow({ Condition: { IpAddress: { a: '10.0.0.0/33' } } }), LEGACY],
  [
    'two statements of one Sid',
    identity([allow({ Sid: 'x' }).Statement, { Sid: 'x', Effect: 'Allow' }]),
    'Statement IDs (SID) in a single policy must be unique.',
  ],
  ['a Sid with a space', allow({ Sid: 'a b' }), /^Statement IDs \(SID\) must be alpha-numeric/],
  ['a principal', allow({ Principal: '*' }), 'Policy document should not specify a principal.'],
])('an identity policy with %s is refused with IAM’s reason', (_, document, reason) => {
  if (typeof reason === 'string') expect(problem(document)).toBe(reason)
  else expect(problem(document)).toMatch(reason)
})

test.each([{ ...allow({}), Version: '2008-10-17' }, { Statement: allow({}).Statement }])(
  'a managed policy must be of the current version: %j',
  (document) => {
    expect(problem(document, 'identity', true)).toBe('Policy document must be version 2012-10-17 or greater.')
  },
)

test.each([
  ['a service', { Service: 'codedeploy.amazonaws.com' }],
  ['a service of one region', { Service: ['codedeploy.eu-west-1.amazonaws.com', 'ec2.amazonaws.com'] }],
  ['an account', { AWS: '123456789012' }],
  ['an account by ARN', { AWS: 'arn:aws:iam::123456789012:root' }],
  ['a user', { AWS: 'arn:aws:iam::123456789012:user/team/alice' }],
  ['a session', { AWS: 'arn:aws:sts::123456789012:assumed-role/deploy/session' }],
  ['a unique id', { AWS: 'AROAEXAMPLEEXAMPLE234' }],
  ['anybody', '*'],
  ['an identity provider', { Federated: 'arn:aws:iam::123456789012:oidc-provider/example.com' }],
])('a trust policy may name %s', (_, principal) => {
  expect(problem(trust({ Principal: principal }), 'trust')).toBeUndefined()
})

test.each([
  ['text that is no JSON', 'not JSON', 'This policy contains invalid Json'],
  ['no principal', trust({ Principal: undefined }), 'Missing required field Principal'],
  ['a resource', trust({ Resource: '*' }), 'Has prohibited field Resource'],
  ['no action', trust({ Action: undefined }), 'Missing required field Action'],
  ['no effect', trust({ Effect: undefined }), 'Missing required field Effect'],
  ['an unknown member', trust({ Principle: '*' }), 'Unknown field Principle'],
  [
    'an action of another service',
    trust({ Action: 's3:GetObject' }),
    'AssumeRole policy may only specify STS AssumeRole actions.',
  ],
  ['every action', trust({ Action: '*' }), 'AssumeRole policy may only specify STS AssumeRole actions.'],
  ['a principal that is text', trust({ Principal: 'ec2.amazonaws.com' }), SYNTAX],
  ['a principal of unknown type', trust({ Principal: { User: 'x' } }), 'Invalid principal in policy: "USER":"x"'],
  [
    'a user with a wildcard',
    trust({ Principal: { AWS: 'arn:aws:iam::123456789012:user/*' } }),
    'Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:user/*"',
  ],
  [
    'a group',
    trust({ Principal: { AWS: 'arn:aws:iam::123456789012:group/x' } }),
    'Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:group/x"',
  ],
  [
    'a service without domain',
    trust({ Principal: { Service: 'ec2' } }),
    'Invalid principal in policy: "SERVICE":"ec2"',
  ],
])('a trust policy with %s is refused with IAM’s reason', (_, document, reason) => {
  expect(problem(document, 'trust')).toBe(reason)
})

test('a key of Object.prototype is no type of principal', () => {
  expect(problem(trust({ Principal: { constructor: 'x' } }), 'trust')).toBe(
    'Invalid principal in policy: "CONSTRUCTOR":"x"',
  )
})
