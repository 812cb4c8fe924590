import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Caller } from './caller.ts'
import { evaluate, type NamedPolicy, type PolicySet } from './evaluate.ts'
import { parsePolicy } from './parse.ts'
import { requestValues } from './values.ts'

const CALLER: Caller = {
  type: 'role-session',
  account: '123456789012',
  arn: 'arn:aws:sts::123456789012:assumed-role/r/s',
}
const ACTIONS = ['s3:GetObject', 's3:PutObject', 's3:Get*', 'ec2:*', '*']
const RESOURCES = ['arn:aws:s3:::a/x', 'arn:aws:s3:::a/*', 'arn:aws:s3:::b/*', `arn:aws:s3:::\${aws:username}/*`, '*']
const CONDITIONS = [
  {},
  { StringEquals: { 'aws:username': 'a' } },
  { StringNotEquals: { 'aws:username': 'a' } },
  { Null: { 'aws:username': 'true' } },
  { StringNotEquals: { 'aws:username': `\${aws:PrincipalTag/owner}` } },
  { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['k'] } },
  { BoolIfExists: { 'aws:SecureTransport': 'false' } },
]

const statement = (effects: string[]) =>
  fc
    .record({
      Effect: fc.constantFrom(...effects),
      action: fc.tuple(fc.constantFrom('Action', 'NotAction'), fc.subarray(ACTIONS, { minLength: 1 })),
      resource: fc.tuple(fc.constantFrom('Resource', 'NotResource'), fc.subarray(RESOURCES, { minLength: 1 })),
      Condition: fc.constantFrom(...CONDITIONS),
    })
    .map(({ action, resource, ...rest }) => ({ ...rest, [action[0]]: action[1], [resource[0]]: resource[1] }))

const policyOf = (effects: string[]) =>
  fc.array(statement(effects), { minLength: 1, maxLength: 3 }).map((statements): NamedPolicy => {
    const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), { kind: 'identity' })
    if ('problem' in parsed) throw new Error(parsed.problem)
    return { name: 'generated', policy: parsed.policy }
  })
const policy = policyOf(['Allow', 'Deny'])
const policies: fc.Arbitrary<PolicySet> = fc.record({
  identity: fc.array(policy, { maxLength: 3 }),
  boundary: fc.option(policy, { nil: undefined }),
  session: fc.array(policy, { maxLength: 2 }),
})
const question = fc.record({
  caller: fc.constant(CALLER),
  action: fc.constantFrom('s3:GetObject', 's3:PutObject', 'ec2:RunInstances'),
  resource: fc.constantFrom('arn:aws:s3:::a/x', 'arn:aws:s3:::b/y', '*'),
  values: fc
    .record(
      { 'aws:username': fc.constantFrom('a', 'b'), 'aws:TagKeys': fc.constantFrom(['k'], ['k', 'l']) },
      { requiredKeys: [] },
    )
    .map((values) => requestValues(values)),
})
const runs = { numRuns: 1500 }

test('a Deny that applies always wins', () => {
  const denyAll = policyOf(['Deny']).map(() => {
    const text = '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}'
    const parsed = parsePolicy(text, { kind: 'identity' })
    if ('problem' in parsed) throw new Error(parsed.problem)
    return { name: 'deny', policy: parsed.policy }
  })
  const places = fc.constantFrom('identity', 'boundary', 'session')

  fc.assert(
    fc.property(question, policies, denyAll, places, (asked, set, deny, place) => {
      const denied: PolicySet = {
        identity: place === 'identity' ? [...set.identity, deny] : set.identity,
        boundary: place === 'boundary' ? deny : set.boundary,
        session: place === 'session' ? [...(set.session ?? []), deny] : set.session,
      }

      expect(evaluate(asked, denied).reason).toBe('explicit-deny')
    }),
    runs,
  )
})

test('adding an Allow to the caller’s policies never takes access away', () => {
  fc.assert(
    fc.property(question, policies, policyOf(['Allow']), (asked, set, more) => {
      const before = evaluate(asked, set).allowed
      const after = evaluate(asked, { ...set, identity: [...set.identity, more] }).allowed

      expect(before && !after).toBe(false)
    }),
    runs,
  )
})

test('adding a Deny never gives access', () => {
  fc.assert(
    fc.property(question, policies, policyOf(['Deny']), (asked, set, more) => {
      const before = evaluate(asked, set).allowed
      const after = evaluate(asked, { ...set, identity: [...set.identity, more] }).allowed

      expect(!before && after).toBe(false)
    }),
    runs,
  )
})

test('a boundary never widens, nor does a session policy', () => {
  fc.assert(
    fc.property(question, policies, policy, (asked, { identity }, limit) => {
      const free = evaluate(asked, { identity }).allowed

      expect(!free && evaluate(asked, { identity, boundary: limit }).allowed).toBe(false)
      expect(!free && evaluate(asked, { identity, session: [limit] }).allowed).toBe(false)
    }),
    runs,
  )
})

test('the order of policies does not change whether something is allowed', () => {
  fc.assert(
    fc.property(question, policies, (asked, set) => {
      const reversed = { ...set, identity: set.identity.toReversed(), session: set.session?.toReversed() }

      expect(evaluate(asked, reversed).allowed).toBe(evaluate(asked, set).allowed)
    }),
    runs,
  )
})

test('any text is either read or refused with a reason, and nothing else happens', () => {
  const json = fc.oneof(
    fc.json(),
    fc.string(),
    fc.json().map((body) => `{"Version":"2012-10-17","Statement":${body}}`),
  )

  fc.assert(
    fc.property(json, fc.constantFrom('identity', 'trust', 'resource'), (text, kind) => {
      const parsed = parsePolicy(text, { kind: kind as 'identity' })

      expect('problem' in parsed ? parsed.problem : parsed.policy.statements).not.toHaveLength(0)
    }),
    runs,
  )
})
