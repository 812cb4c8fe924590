import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { systemClock } from '@towpath/base/clock.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parseConfig } from '../config/config.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { instanceProfileCredentials, NoCredentials, sharedFileCredentials } from './credentials.ts'
import { findIdentity } from './host-identity.ts'
import { MetadataService } from './metadata-service.ts'

const ROLE = '/latest/meta-data/iam/security-credentials/'

/** A metadata service that answers with `paths`; tokens are demanded unless `tokens` is false. */
async function metadata(paths: Record<string, string>, options: { tokens?: boolean } = {}) {
  const requests: string[] = []
  let token = 'token-1'
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    requests.push(`${request.method} ${path}`)
    if (path === '/latest/api/token') {
      return options.tokens === false ? response.writeHead(404).end() : response.end(token)
    }
    if (options.tokens !== false && request.headers['x-aws-ec2-metadata-token'] !== token) {
      return response.writeHead(401).end()
    }
    return paths[path] === undefined ? response.writeHead(404).end() : response.end(paths[path])
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const renewToken = () => {
    token = 'token-2'
  }
  return { endpoint, requests, paths, renewToken }
}

const INSTANCE = {
  '/latest/dynamic/instance-identity/document': '{"region":"eu-west-1","accountId":"1","instanceId":"i-1"}',
  '/latest/meta-data/services/partition': 'aws',
  '/latest/meta-data/services/domain': 'amazonaws.com',
}

const keys = (id: string, expires = Date.now() + 3_600_000) =>
  JSON.stringify({
    Code: 'Success',
    AccessKeyId: id,
    SecretAccessKey: 'example',
    Token: 'session',
    Expiration: new Date(expires).toISOString(),
  })

describe('an instance', () => {
  const { config } = parseConfig('', 'test')
  const sources = { config, onPremises: undefined, clock: systemClock }

  test('is named by the metadata service', async () => {
    const { endpoint } = await metadata(INSTANCE)

    const identity = await findIdentity({ ...sources, env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint } })

    expect(identity).toMatchObject({
      identifier: 'arn:aws:ec2:eu-west-1:1:instance/i-1',
      region: 'eu-west-1',
      endpoint: 'https://codedeploy-commands.eu-west-1.amazonaws.com',
    })
  })

  test('asks nobody when everything is told', async () => {
    const { endpoint, requests } = await metadata({})
    const env = { AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint, AWS_REGION: 'r', AWS_HOST_IDENTIFIER: 'me' }
    const told = { ...config, deployControlEndpoint: 'http://127.0.0.1:1' }

    expect(await findIdentity({ ...sources, config: told, env })).toMatchObject({ identifier: 'me', region: 'r' })
    expect(requests).toEqual([])
  })

  test('is reached without tokens only where that is allowed', async () => {
    const { endpoint } = await metadata(INSTANCE, { tokens: false })

    expect((await new MetadataService({ endpoint, disableVersionOne: false }).identity()).instanceId).toBe('i-1')
    await expect(new MetadataService({ endpoint, disableVersionOne: true }).identity()).rejects.toThrow('token')
  })

  test('gets a new token when the old one is refused', async () => {
    const { endpoint, renewToken, requests } = await metadata(INSTANCE)
    const service = new MetadataService({ endpoint, disableVersionOne: true })
    await service.partition()

    renewToken()

    expect(await service.partition()).toBe('aws')
    expect(requests.filter((request) => request.startsWith('PUT'))).toHaveLength(2)
  })

  test.each([
    [{ useFipsMode: true }, 'us-east-1', 'https://codedeploy-commands-fips.us-east-1.amazonaws.com'],
    [{ enableAuthPolicy: true }, 'cn-north-1', 'https://codedeploy-commands-secure.cn-north-1.amazonaws.com.cn'],
    [{}, 'eusc-de-east-1', 'https://codedeploy-commands.eusc-de-east-1.amazonaws.eu'],
  ])('on premises with %j in %s polls %s', async (overrides, region, endpoint) => {
    const onPremises = { kind: 'session', region, iamSessionArn: 'arn:s', credentialsFile: '/c' } as const
    const identity = await findIdentity({ ...sources, config: { ...config, ...overrides }, onPremises, env: {} })

    expect(identity).toMatchObject({ identifier: 'arn:s', endpoint })
  })
})

describe('credentials of the instance profile', () => {
  const provider = (endpoint: string) =>
    instanceProfileCredentials(new MetadataService({ endpoint, disableVersionOne: true }), systemClock)

  test('say what to do while there is no profile, and work as soon as there is', async () => {
    const service = await metadata({})
    const credentials = provider(service.endpoint)

    await expect(credentials()).rejects.toThrow(NoCredentials)
    await expect(credentials()).rejects.toThrow('associate-iam-instance-profile')
    Object.assign(service.paths, { [ROLE]: 'web', [`${ROLE}web`]: keys('AKID1') })

    expect(await credentials()).toMatchObject({ accessKeyId: 'AKID1', sessionToken: 'session' })
  })

  test('are asked for again when they end soon or were refused', async () => {
    const service = await metadata({ [ROLE]: 'web', [`${ROLE}web`]: keys('AKID1') })
    const credentials = provider(service.endpoint)
    await credentials()
    service.paths[`${ROLE}web`] = keys('AKID2', Date.now() + 60_000)

    expect((await credentials()).accessKeyId).toBe('AKID1')
    expect((await credentials({ fresh: true })).accessKeyId).toBe('AKID2')
    service.paths[`${ROLE}web`] = keys('AKID3')
    expect((await credentials()).accessKeyId).toBe('AKID3')
  })

  test('say which role has none', async () => {
    const service = await metadata({ [ROLE]: 'web', [`${ROLE}web`]: '{"Code":"AssumeRoleUnauthorizedAccess"}' })

    await expect(provider(service.endpoint)()).rejects.toThrow('role web')
  })
})

test('a shared credentials file is read, and read again later', async () => {
  const file = join(temporaryFolder(), 'credentials')
  let now = 0
  const credentials = sharedFileCredentials(file, { now: () => now, sleep: async () => {} })
  await expect(credentials()).rejects.toThrow(file)

  writeFileSync(file, '[other]\naws_access_key_id = no\n[default]\naws_access_key_id = A\naws_secret_access_key=s=x\n')
  expect(await credentials()).toEqual({ accessKeyId: 'A', secretAccessKey: 's=x', sessionToken: undefined })
  writeFileSync(file, '[default]\naws_access_key_id=B\naws_secret_access_key=t\n')
  expect((await credentials()).accessKeyId).toBe('A')
  now += 31 * 60_000

  expect((await credentials()).accessKeyId).toBe('B')
})
