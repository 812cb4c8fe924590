import { expect, test } from 'vitest'
import { pinPrincipals, unpinPrincipals } from './pinned-principals.ts'

const ACCOUNT = '123456789012'
const ALICE = `arn:aws:iam::${ACCOUNT}:user/team/alice`
const ID = 'AIDAALICEALICEALICE23'
const trust = (...principals: unknown[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: principals.map((Principal) => ({ Effect: 'Allow', Principal })) })
const knowsAlice = async (wanted: object) =>
  ('id' in wanted ? wanted.id === ID : 'name' in wanted && wanted.name === 'alice') ? ID : undefined

test('users and roles of the account are kept by id and shown by ARN again', async () => {
  const document = trust({ AWS: ALICE }, { AWS: [ALICE, ACCOUNT], Service: 'ec2.amazonaws.com' })

  const pinned = await pinPrincipals(document, ACCOUNT, knowsAlice)

  expect(pinned).toEqual({ document: trust({ AWS: ID }, { AWS: [ID, ACCOUNT], Service: 'ec2.amazonaws.com' }) })
  const shown = await unpinPrincipals('document' in pinned ? pinned.document : '', async () => ALICE)
  expect(shown).toBe(document)
})

test.each([
  ['accounts', { AWS: `arn:aws:iam::${ACCOUNT}:root` }],
  ['services', { Service: 'ec2.amazonaws.com' }],
  ['anybody', '*'],
  ['another account’s user', { AWS: 'arn:aws:iam::210987654321:user/alice' }],
  ['sessions', { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/one` }],
])('%s are left as they were written', async (_, principal) => {
  const document = `  ${trust(principal)}\n`

  expect(await pinPrincipals(document, ACCOUNT, knowsAlice)).toEqual({ document })
})

test.each([`arn:aws:iam::${ACCOUNT}:user/bob`, 'AROANOBODYNOBODYNOBOD'])('%s is nobody', async (name) => {
  expect(await pinPrincipals(trust({ AWS: [ALICE, name] }), ACCOUNT, knowsAlice)).toEqual({ unknown: name })
})
