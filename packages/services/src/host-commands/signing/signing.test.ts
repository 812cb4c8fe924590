import { randomBytes } from 'node:crypto'
import type { DeploymentSpecification } from '@towpath/agent-link'
import { signerName, verifyEnvelope } from '@towpath/agent-link/envelope/index.ts'
import { sealingKey, systemClock } from '@towpath/base'
import { temporaryStore } from '@towpath/storage/testing.ts'
import { expect, test } from 'vitest'
import { hostCommandsSchema } from '../state/migrations.ts'
import { Envelopes } from './envelopes.ts'
import { Signers } from './signers.ts'

const sealing = sealingKey(randomBytes(32))
const specification: DeploymentSpecification = {
  deploymentId: 'd-ABCDEFGHI',
  deploymentGroupId: 'g-1',
  deploymentGroupName: 'group',
  applicationName: 'app',
  deploymentCreator: 'user',
  deploymentType: 'IN_PLACE',
  appSpecFilename: 'appspec.yml',
  fileExistsBehavior: 'DISALLOW',
  revision: { type: 'S3', bucket: 'b', key: 'k', bundleType: 'zip' },
}
const trust = (authorities: string) => ({ authorities, signerName: signerName('us-east-1'), now: new Date() })

test('a specification is signed so that an agent which trusts the authority accepts it', async () => {
  await using store = await temporaryStore([hostCommandsSchema])
  const signers = new Signers({ store, sealing, clock: systemClock })

  const { Format, Payload = '' } = await new Envelopes(signers, systemClock).sign('us-east-1', specification)

  expect(Format).toBe('PKCS7/JSON')
  const content = verifyEnvelope(Payload, trust(await signers.authorityCertificate()))
  expect(JSON.parse(content)).toMatchObject({ DeploymentId: 'd-ABCDEFGHI' })
})

test('the authority stays the same over restarts and between processes', async () => {
  await using store = await temporaryStore([hostCommandsSchema])
  const parts = { store, sealing, clock: systemClock }

  const certificates = await Promise.all([
    new Signers(parts).authorityCertificate(),
    new Signers(parts).authorityCertificate(),
  ])

  expect(new Set([...certificates, await new Signers(parts).authorityCertificate()]).size).toBe(1)
})

test('private keys are not readable in the database', async () => {
  await using store = await temporaryStore([hostCommandsSchema])
  await new Signers({ store, sealing, clock: systemClock }).signer('us-east-1')
  const other = new Signers({ store, sealing: sealingKey(randomBytes(32)), clock: systemClock })

  await expect(other.signer('us-east-1')).rejects.toThrow('sealed with another key')
})

test('a signer that is about to expire is replaced, and agents accept both', async () => {
  await using store = await temporaryStore([hostCommandsSchema])
  const before = await new Signers({ store, sealing, clock: systemClock }).signer('us-east-1')
  const later = { now: () => systemClock.now() + 350 * 86_400_000, sleep: systemClock.sleep }
  const signers = new Signers({ store, sealing, clock: later })

  const after = await signers.signer('us-east-1')

  expect(after.certificate).not.toBe(before.certificate)
  const { Payload = '' } = await new Envelopes(signers, later).sign('us-east-1', specification)
  const authorities = await signers.authorityCertificate()
  expect(verifyEnvelope(Payload, { ...trust(authorities), now: new Date(later.now()) })).toContain('d-ABCDEFGHI')
})

test('one text is signed once', async () => {
  await using store = await temporaryStore([hostCommandsSchema])
  const envelopes = new Envelopes(new Signers({ store, sealing, clock: systemClock }), systemClock)

  const first = await envelopes.sign('us-east-1', specification)

  expect(await envelopes.sign('us-east-1', { ...specification })).toBe(first)
})
