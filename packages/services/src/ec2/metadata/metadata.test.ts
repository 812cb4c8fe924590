import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { silentLogger } from '@towpath/base'
import { temporaryStore } from '@towpath/storage/testing.ts'
import { expect, onTestFinished, test } from 'vitest'
import type { Instance } from '../state/instance.ts'
import { Instances } from '../state/instances.ts'
import { ec2Schema } from '../state/migrations/index.ts'
import { ProfileAssociations } from '../state/profile-associations.ts'
import { Tags } from '../state/tags.ts'
import { createMetadataService } from './metadata-service.ts'

const PLACE = { account: '123456789012', region: 'eu-west-1' }
const PROFILE = 'arn:aws:iam::123456789012:instance-profile/web'
const ROLE = { name: 'web-role', arn: 'arn:aws:iam::123456789012:role/web-role' }
const HOUR = 3_600_000

const instance: Instance = {
  ...PLACE,
  id: 'i-00000000000000001',
  host: 'here',
  driver: 'sandbox',
  reservationId: 'r-1',
  launchIndex: 0,
  imageId: 'ami-towpath',
  instanceType: 't3.micro',
  zone: 'eu-west-1b',
  privateIp: '10.213.4.2',
  httpTokensRequired: true,
  disableApiTermination: false,
  disableApiStop: false,
  state: 'running',
  stateChangedAt: 0,
  booted: true,
  rebootRequested: false,
  launchedAt: 0,
}

/** The service over HTTP, as instance 1 reaches it, under a clock of the test's own. */
async function fixture(changes: Partial<Instance> = {}, has: { role: boolean } = { role: true }) {
  const role = has.role ? ROLE : undefined
  const store = await temporaryStore([ec2Schema])
  onTestFinished(() => store.close())
  await store.transaction(async (db) => {
    await new Instances(db, PLACE).create([{ ...instance, ...changes }])
    await new Tags(db, PLACE).set(instance.id, [{ Key: 'Name', Value: 'web' }])
  })
  const clock = { time: 1_800_000_000_000, now: () => clock.time, sleep: async () => {} }
  const given: string[] = []
  const service = createMetadataService({
    store,
    clock,
    log: silentLogger,
    resolveInstanceProfile: async ({ arn }) => ({ id: 'AIPA1', arn: arn ?? '', name: 'web', role }),
    async instanceCredentials({ instanceProfileArn, now }) {
      if (!role) return { refused: 'no-role', message: 'the profile is empty' }
      given.push(instanceProfileArn)
      const accessKeyId = `ASIA${given.length}`
      return {
        accessKeyId,
        secretAccessKey: 'secret',
        sessionToken: 'token',
        expiration: now + 6 * HOUR,
        roleName: role.name,
      }
    },
  })
  const asking = { instanceId: instance.id, credentialToken: 'the-token' }
  const server = createServer((req, res) => void service.respond(asking, req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const associate = (profileArn = PROFILE, profileId = 'AIPA1') =>
    store.transaction(async (db) => {
      const associations = new ProfileAssociations(db, PLACE)
      await associations.deleteOfInstance(instance.id)
      const id = `iip-assoc-${profileId}`
      await associations.create({ id, instanceId: instance.id, profileArn, profileId, createdAt: 0 })
    })
  const token = async (ttl = '21600') => {
    const headers = { 'X-aws-ec2-metadata-token-ttl-seconds': ttl }
    return (await fetch(`${endpoint}/latest/api/token`, { method: 'PUT', headers })).text()
  }
  const get = async (path: string, session?: string) => {
    const headers = { 'X-aws-ec2-metadata-token': session ?? (await token()) }
    const response = await fetch(endpoint + path, { headers })
    return { status: response.status, body: await response.text() }
  }
  return { clock, given, endpoint, associate, token, get }
}

test.each([
  ['/latest/meta-data/instance-id', 'i-00000000000000001'],
  ['/latest/meta-data/local-ipv4', '10.213.4.2'],
  ['/latest/meta-data/hostname', 'ip-10-213-4-2.eu-west-1.compute.internal'],
  ['/latest/meta-data/placement/availability-zone', 'eu-west-1b'],
  ['/latest/meta-data/placement/region', 'eu-west-1'],
  ['/latest/meta-data/services/partition', 'aws'],
  ['/latest/meta-data/services/domain', 'amazonaws.com'],
  ['/latest/meta-data/tags/instance/Name', 'web'],
  ['/latest/meta-data/tags/instance', 'Name'],
  ['/latest/meta-data/placement/', 'availability-zone\nregion'],
  ['/2021-07-15/meta-data/instance-id', 'i-00000000000000001'],
])('%s reads %j', async (path, body) => {
  const { get } = await fixture()

  expect(await get(path)).toEqual({ status: 200, body })
})

test('the identity document names region, account and instance', async () => {
  const { get } = await fixture()

  const { body } = await get('/latest/dynamic/instance-identity/document')

  expect(JSON.parse(body)).toMatchObject({ region: 'eu-west-1', accountId: '123456789012', instanceId: instance.id })
})

test('nothing is told without a token, with a wrong one, or through a proxy', async () => {
  const { endpoint, get } = await fixture()
  const path = '/latest/meta-data/instance-id'

  expect((await fetch(endpoint + path)).status).toBe(401)
  expect((await get(path, 'MTkwMA.invented')).status).toBe(401)
  expect((await fetch(endpoint + path, { headers: { 'X-Forwarded-For': '10.0.0.9' } })).status).toBe(403)
})

test('an instance that allows version 1 needs no token, but a wrong one is still refused', async () => {
  const { endpoint, get } = await fixture({ httpTokensRequired: false })
  const path = '/latest/meta-data/instance-id'

  expect((await fetch(endpoint + path)).status).toBe(200)
  expect((await get(path, 'x.y')).status).toBe(401)
})

test('a token ends when it was asked to, and six hours is the longest', async () => {
  const { clock, get, token, endpoint } = await fixture()
  const session = await token('60')
  const before = await get('/latest/meta-data/ami-id', session)

  clock.time += 60_000

  expect(before.status).toBe(200)
  expect((await get('/latest/meta-data/ami-id', session)).status).toBe(401)
  const headers = { 'X-aws-ec2-metadata-token-ttl-seconds': '21601' }
  expect((await fetch(`${endpoint}/latest/api/token`, { method: 'PUT', headers })).status).toBe(400)
})

test('an instance without a profile has no iam folder, and gets credentials as soon as it has one', async () => {
  const { get, associate } = await fixture()
  const before = await get('/latest/meta-data/iam/security-credentials/')

  await associate()

  expect(before.status).toBe(404)
  expect((await get('/latest/meta-data/iam/security-credentials/')).body).toBe('web-role')
  const credentials = JSON.parse((await get('/latest/meta-data/iam/security-credentials/web-role')).body)
  expect(credentials).toMatchObject({
    Code: 'Success',
    AccessKeyId: 'ASIA1',
    SecretAccessKey: 'secret',
    Token: 'token',
  })
  expect(credentials.Expiration).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  expect(JSON.parse((await get('/latest/meta-data/iam/info')).body)).toMatchObject({ InstanceProfileArn: PROFILE })
})

test('credentials stay the same until half an hour before their end, and then change', async () => {
  const { clock, get, associate, given } = await fixture()
  await associate()
  const key = async () =>
    JSON.parse((await get('/latest/meta-data/iam/security-credentials/web-role')).body).AccessKeyId

  const first = await key()
  clock.time += 5 * HOUR
  const later = await key()
  clock.time += 0.6 * HOUR
  const last = await key()

  expect([first, later, last]).toEqual(['ASIA1', 'ASIA1', 'ASIA2'])
  expect(given).toHaveLength(2)
})

test('another profile means other credentials at once', async () => {
  const { get, associate } = await fixture()
  await associate()
  const key = async () =>
    JSON.parse((await get('/latest/meta-data/iam/security-credentials/web-role')).body).AccessKeyId
  const first = await key()

  await associate(`${PROFILE}-2`, 'AIPA2')

  expect([first, await key()]).toEqual(['ASIA1', 'ASIA2'])
})

test('the endpoint for containers wants the instance’s own token', async () => {
  const { endpoint, associate } = await fixture()
  await associate()
  const ask = (Authorization: string) => fetch(`${endpoint}/v2/credentials`, { headers: { Authorization } })

  const answer = await ask('the-token')

  expect(await answer.json()).toMatchObject({ RoleArn: ROLE.arn, AccessKeyId: 'ASIA1', Token: 'token' })
  expect((await ask('another')).status).toBe(401)
})

test('an instance whose profile gives nothing is told why', async () => {
  const { endpoint, associate } = await fixture({}, { role: false })
  await associate()

  const answer = await fetch(`${endpoint}/v2/credentials`, { headers: { Authorization: 'the-token' } })

  expect(answer.status).toBe(404)
  expect(await answer.json()).toEqual({ code: 'no-role', message: 'the profile is empty' })
})

test.each(['shutting-down', 'terminated'] as const)('an instance that is %s gets nothing any more', async (state) => {
  const { endpoint } = await fixture({ state })

  expect((await fetch(`${endpoint}/latest/meta-data/`)).status).toBe(404)
  expect((await fetch(`${endpoint}/v2/credentials`, { headers: { Authorization: 'the-token' } })).status).toBe(404)
})
