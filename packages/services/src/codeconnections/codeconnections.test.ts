import {
  CodeStarConnectionsClient,
  CreateConnectionCommand,
  CreateHostCommand,
  DeleteConnectionCommand,
  DeleteHostCommand,
  GetConnectionCommand,
  GetHostCommand,
  ListConnectionsCommand,
  ListHostsCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateHostCommand,
} from '@aws-sdk/client-codestar-connections'
import { randomIds, sealingKey } from '@towpath/base'
import { type WireServer, wireServer } from '@towpath/wire/testing/wire-server.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  codeconnectionsEntries,
  codeconnectionsSchema,
  completeConnection,
  openConnection,
  webhookConnection,
} from './index.ts'

const PLACE = { account: '123456789012', region: 'us-east-1' }
const TOKEN = 'the-token-itself'
const sealing = sealingKey(Buffer.alloc(32, 7))

let server: WireServer
let client: CodeStarConnectionsClient
let byNewName: CodeStarConnectionsClient

beforeEach(async () => {
  server = await wireServer(codeconnectionsEntries())
  await server.store.migrate([codeconnectionsSchema])
  client = new CodeStarConnectionsClient(server.client)
  const signingProperties = { signingName: 'codeconnections', signingRegion: PLACE.region }
  byNewName = new CodeStarConnectionsClient({
    ...server.client,
    httpAuthSchemeProvider: () => [
      {
        schemeId: 'aws.auth#sigv4',
        signingProperties,
        propertiesExtractor: (config, context) => ({ signingProperties: { config, context } }),
      },
    ],
  })
  // The client of the new name sends the same bodies to another target.
  byNewName.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> }
      const target = 'com.amazonaws.codeconnections.CodeConnections_20231201'
      headers['x-amz-target'] = `${target}.${headers['x-amz-target']?.split('.').at(-1)}`
      return next(args)
    },
    { step: 'build', name: 'newName' },
  )
})
afterEach(async () => {
  client.destroy()
  byNewName.destroy()
  await server[Symbol.asyncDispose]()
})

async function connection(name = 'main', through = client): Promise<string> {
  const made = await through.send(new CreateConnectionCommand({ ConnectionName: name, ProviderType: 'GitHub' }))
  return made.ConnectionArn ?? ''
}

async function host(Name = 'ghe', ProviderEndpoint = 'https://git.example.test/'): Promise<string> {
  const input = { Name, ProviderType: 'GitHubEnterpriseServer' as const, ProviderEndpoint }
  return (await client.send(new CreateHostCommand(input))).HostArn ?? ''
}

const complete = (connectionArn: string, token = TOKEN, place = PLACE) =>
  server.store.transaction((db) => completeConnection(db, place, { sealing, ids: randomIds }, { connectionArn, token }))

const open = (connectionArn: string, account = PLACE.account) =>
  openConnection(server.store.db, sealing, { account, connectionArn })

test('a new connection is pending until it is given a token, which no answer shows', async () => {
  const arn = await connection()
  const before = await client.send(new GetConnectionCommand({ ConnectionArn: arn }))
  expect(await open(arn)).toEqual({ refused: 'not-completed' })

  await complete(arn)

  const after = await client.send(new GetConnectionCommand({ ConnectionArn: arn }))
  expect(before.Connection).toEqual({
    ConnectionName: 'main',
    ConnectionArn: arn,
    ProviderType: 'GitHub',
    OwnerAccountId: PLACE.account,
    ConnectionStatus: 'PENDING',
  })
  expect(after.Connection).toEqual({ ...before.Connection, ConnectionStatus: 'AVAILABLE' })
  expect(await open(arn)).toMatchObject({ ...PLACE, arn, token: TOKEN })
})

test('both names of the service show the same connections, each under the name it was made with', async () => {
  const older = await connection('older')
  const newer = await connection('newer', byNewName)

  const listed = await byNewName.send(new ListConnectionsCommand({}))
  const seen = await client.send(new GetConnectionCommand({ ConnectionArn: newer }))
  const other = newer.replace('codeconnections', 'codestar-connections')
  const byOtherArn = await client.send(new GetConnectionCommand({ ConnectionArn: other }))

  expect(older).toMatch(/^arn:aws:codestar-connections:us-east-1:123456789012:connection\/[0-9a-f-]{36}$/)
  expect(newer).toMatch(/^arn:aws:codeconnections:us-east-1:123456789012:connection\/[0-9a-f-]{36}$/)
  expect(listed.Connections?.map(({ ConnectionArn }) => ConnectionArn)).toEqual([newer, older])
  expect(seen.Connection?.ConnectionName).toBe('newer')
  expect(byOtherArn.Connection?.ConnectionArn).toBe(newer)
  expect(server.audit.map(({ service, decisions }) => [service, decisions[0]?.action])).toContainEqual([
    'codeconnections',
    'codeconnections:CreateConnection',
  ])
})

test('whatever name of the service its ARN is given with, the right to a connection is asked for by its own ARN', async () => {
  const arn = await connection()
  const other = arn.replace('codestar-connections', 'codeconnections')
  await complete(arn)

  await client.send(new GetConnectionCommand({ ConnectionArn: other }))
  await client.send(new ListTagsForResourceCommand({ ResourceArn: other }))

  const asked = server.audit.slice(-2).flatMap(({ decisions }) => decisions.map(({ resource }) => resource))
  expect(asked).toEqual([arn, arn])
  expect(await open(other)).toEqual({ refused: 'missing' })
  await expect(complete(other)).rejects.toMatchObject({ code: 'ResourceNotFoundException' })
})

test('the secrets of a connection are sealed in the database, and another key opens nothing', async () => {
  const arn = await connection()
  const { webhookId, webhookSecret } = await complete(arn)

  const rows = await server.store.db
    .withTables<{ codeconnections_connections: Record<string, unknown> }>()
    .selectFrom('codeconnections_connections')
    .selectAll()
    .execute()
  const stranger = sealingKey(Buffer.alloc(32, 8))

  expect(JSON.stringify(rows)).not.toContain(TOKEN)
  expect(JSON.stringify(rows)).not.toContain(webhookSecret)
  expect(await openConnection(server.store.db, stranger, { ...PLACE, connectionArn: arn })).toEqual({
    refused: 'not-completed',
  })
  expect(await webhookConnection(server.store.db, sealing, webhookId)).toEqual({
    ...PLACE,
    connectionArn: arn,
    secret: webhookSecret,
  })
})

test('a new token leaves the webhooks of a connection as they are', async () => {
  const arn = await connection()
  const first = await complete(arn)

  const second = await complete(arn, 'another')

  expect(second).toEqual(first)
  expect(await open(arn)).toMatchObject({ token: 'another' })
})

test('a connection opens nothing to another account, and is completed only where it is', async () => {
  const arn = await connection()
  await complete(arn)

  expect(await open(arn, '999999999999')).toEqual({ refused: 'missing' })
  expect(await open(arn.replace(PLACE.account, '999999999999'), '999999999999')).toEqual({ refused: 'missing' })
  await expect(complete(arn, TOKEN, { ...PLACE, region: 'eu-west-1' })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
  })
})

test('a token that no header can carry is refused without being quoted', async () => {
  const arn = await connection()

  const refused = await complete(arn, 'secret\r\nHost: evil').catch((error: unknown) => error)

  expect(refused).toMatchObject({ code: 'InvalidInputException' })
  expect((refused as Error).message).not.toContain('secret')
})

test('a connection to a host has its provider and its API', async () => {
  const HostArn = await host()
  const made = await client.send(new CreateConnectionCommand({ ConnectionName: 'own', HostArn }))
  await complete(made.ConnectionArn ?? '')

  const seen = await client.send(new GetConnectionCommand({ ConnectionArn: made.ConnectionArn }))
  const listed = await client.send(new ListConnectionsCommand({ HostArnFilter: HostArn }))

  expect(seen.Connection).toMatchObject({ ProviderType: 'GitHubEnterpriseServer', HostArn })
  expect(listed.Connections).toHaveLength(1)
  expect(await open(made.ConnectionArn ?? '')).toMatchObject({ api: 'https://git.example.test/api/v3' })
})

test('a host is listed, moved and deleted, but not while connections need it', async () => {
  const HostArn = await host()
  const made = await client.send(new CreateConnectionCommand({ ConnectionName: 'own', HostArn }))

  await client.send(new UpdateHostCommand({ HostArn, ProviderEndpoint: 'http://10.0.0.7:8080/base/' }))
  const seen = await client.send(new GetHostCommand({ HostArn }))
  const listed = await client.send(new ListHostsCommand({}))

  expect(seen).toMatchObject({ Name: 'ghe', Status: 'AVAILABLE', ProviderEndpoint: 'http://10.0.0.7:8080/base' })
  expect(listed.Hosts).toMatchObject([{ HostArn }])
  await expect(client.send(new UpdateHostCommand({ HostArn }))).rejects.toMatchObject({
    name: 'UnsupportedOperationException',
  })
  await expect(client.send(new DeleteHostCommand({ HostArn }))).rejects.toMatchObject({
    name: 'ResourceUnavailableException',
  })
  await client.send(new DeleteConnectionCommand({ ConnectionArn: made.ConnectionArn }))
  await client.send(new DeleteHostCommand({ HostArn }))
  expect((await client.send(new ListHostsCommand({}))).Hosts).toEqual([])
})

test.each(['ftp://git.example.test', 'git.example.test', 'https://user:pw@git.example.test', 'https://a/?b'])(
  'a host at %s is refused',
  async (endpoint) => {
    await expect(host('bad', endpoint)).rejects.toMatchObject({ name: 'InvalidInputException' })
  },
)

test('a connection without provider or host, or with both, is refused', async () => {
  const HostArn = await host()
  const names = { ConnectionName: 'x' }

  for (const input of [
    names,
    { ...names, HostArn, ProviderType: 'GitHub' as const },
    { ...names, ProviderType: 'GitHubEnterpriseServer' as const },
  ]) {
    await expect(client.send(new CreateConnectionCommand(input))).rejects.toMatchObject({
      name: 'InvalidInputException',
    })
  }
})

test('a connection to another provider stays pending', async () => {
  const { ConnectionArn = '' } = await client.send(
    new CreateConnectionCommand({ ConnectionName: 'x', ProviderType: 'Bitbucket' }),
  )

  await expect(complete(ConnectionArn)).rejects.toMatchObject({ code: 'UnsupportedProviderTypeException' })
})

test.each([
  'arn:aws:codestar-connections:us-east-1:123456789012:connection/none',
  'arn:aws:codestar-connections:eu-west-1:123456789012:connection/none',
  'arn:aws:s3:us-east-1:123456789012:connection/none',
])('%s is not found', async (ConnectionArn) => {
  await expect(client.send(new GetConnectionCommand({ ConnectionArn }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
  await expect(client.send(new DeleteConnectionCommand({ ConnectionArn }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
})

test('connections are listed in pages, and a token that is none is refused', async () => {
  for (const name of ['c', 'a', 'b']) await connection(name)

  const first = await client.send(new ListConnectionsCommand({ MaxResults: 2 }))
  const second = await client.send(new ListConnectionsCommand({ MaxResults: 2, NextToken: first.NextToken }))

  expect([...(first.Connections ?? []), ...(second.Connections ?? [])].map((each) => each.ConnectionName)).toEqual([
    'a',
    'b',
    'c',
  ])
  expect(second.NextToken).toBeUndefined()
  await expect(client.send(new ListConnectionsCommand({ NextToken: 'x' }))).rejects.toMatchObject({
    name: 'InvalidInputException',
  })
})

test('tags of connections and hosts are set, listed and removed, and go with them', async () => {
  const ResourceArn = await connection()
  await client.send(
    new TagResourceCommand({
      ResourceArn,
      Tags: [
        { Key: 'team', Value: 'a' },
        { Key: 'x', Value: '' },
      ],
    }),
  )
  await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['x', 'none'] }))

  const listed = await client.send(new ListTagsForResourceCommand({ ResourceArn }))
  const system = client.send(new TagResourceCommand({ ResourceArn: await host(), Tags: [{ Key: 'aws:x', Value: '' }] }))

  expect(listed.Tags).toEqual([{ Key: 'team', Value: 'a' }])
  await expect(system).rejects.toMatchObject({ name: 'InvalidInputException' })
})

test('a name longer than the model allows breaks it', async () => {
  await expect(connection('x'.repeat(33))).rejects.toMatchObject({ name: 'ValidationException' })
})
