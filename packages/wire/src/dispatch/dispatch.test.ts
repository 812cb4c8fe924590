import {
  CodeDeployClient,
  CreateApplicationCommand,
  type CreateApplicationCommandInput,
} from '@aws-sdk/client-codedeploy'
import { CreateTagsCommand, type CreateTagsCommandInput, DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2'
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts'
import { ServiceError } from '@towpath/base'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Access, AccessDecision } from '../access.ts'
import { operation } from '../operation.ts'
import { codedeployEntry, ec2Entry, s3Entry, stsEntry } from '../testing/fake-entries.ts'
import { type WireServer, wireServer } from '../testing/wire-server.ts'

const createApplication = operation('CreateApplication', {
  kind: 'read',
  access: () => [],
  run: async (_input: CreateApplicationCommandInput, ctx) => ({ applicationId: ctx.requestId }),
})
const getCallerIdentity = operation('GetCallerIdentity', {
  kind: 'read',
  access: () => [],
  run: async (_input: object, ctx) => ({ Account: ctx.account, Arn: ctx.principal.arn, UserId: ctx.principal.userId }),
})
const createTags = operation('CreateTags', {
  kind: 'write',
  access: (input: CreateTagsCommandInput) =>
    (input.Resources ?? []).map((id) => ({ action: 'ec2:CreateTags', resource: `instance/${id}` })),
  run: async () => ({}),
})
const DENIED: AccessDecision = { allowed: false, reason: 'implicit-deny', statement: { policy: 'Deploy', index: 2 } }

test('a query service answers its client', async () => {
  await using server = await wireServer([stsEntry(getCallerIdentity)])

  const answer = await new STSClient(server.client).send(new GetCallerIdentityCommand({}))

  expect(answer).toMatchObject({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:root' })
})

test('a refusal says who may not do what to what, and the audit log which statement decided', async () => {
  await using server = await wireServer([ec2Entry(createTags)], { decide: () => DENIED })

  const answer = new EC2Client(server.client).send(new CreateTagsCommand({ Resources: ['i-1'], Tags: [{ Key: 'a' }] }))

  await expect(answer).rejects.toMatchObject({
    name: 'UnauthorizedOperation',
    message:
      'You are not authorized to perform this operation. User: arn:aws:iam::123456789012:root is not authorized to perform: ec2:CreateTags on resource: instance/i-1 because no identity-based policy allows the ec2:CreateTags action',
  })
  expect(server.audit).toMatchObject([
    {
      outcome: 'refused',
      errorCode: 'UnauthorizedOperation',
      decisions: [{ action: 'ec2:CreateTags', resource: 'instance/i-1', decision: DENIED }],
    },
  ])
})

test('the authorizer is told the global condition keys besides those of the operation', async () => {
  const seen: Access[] = []
  const decide = (_: unknown, access: Access): AccessDecision => {
    seen.push(access)
    return { allowed: true, reason: 'allowed' }
  }
  const op = operation('CreateApplication', {
    kind: 'read',
    access: () => [
      { action: 'a', resource: 'r', conditions: { 'aws:RequestTag/team': 'web', 'aws:SourceIp': '9.9.9.9' } },
    ],
    run: async (_input: CreateApplicationCommandInput) => ({}),
  })
  await using server = await wireServer([codedeployEntry(op)], { decide })

  await create(server)

  expect(seen[0]?.conditions).toMatchObject({
    'aws:RequestTag/team': 'web',
    'aws:SourceIp': '127.0.0.1',
    'aws:RequestedRegion': 'us-east-1',
    'aws:PrincipalArn': 'arn:aws:iam::123456789012:root',
    'aws:PrincipalType': 'Account',
    'aws:SecureTransport': 'false',
    'aws:CurrentTime': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    'aws:UserAgent': expect.stringContaining('aws-sdk-js'),
  })
})

test('what an operation finds out while it runs can still refuse the caller, and takes back what it wrote', async () => {
  const op = operation('CreateApplication', {
    kind: 'write',
    access: () => [],
    async run(_input: CreateApplicationCommandInput, ctx) {
      await sql`create table half_done (id text)`.execute(ctx.db)
      await ctx.authorize({ action: 'iam:PassRole', resource: 'role/x' })
      return {}
    },
  })
  await using server = await wireServer([codedeployEntry(op)], { decide: () => DENIED })

  await expect(create(server)).rejects.toMatchObject({ name: 'AccessDeniedException' })
  await expect(sql`select * from half_done`.execute(server.store.db)).rejects.toThrow('half_done')
  expect(server.audit[0]).toMatchObject({ outcome: 'refused', decisions: [{ action: 'iam:PassRole' }] })
})

test('tasks for after the commit run when the operation succeeds, and not when it fails', async () => {
  const done: string[] = []
  const op = operation('CreateApplication', {
    kind: 'write',
    access: () => [],
    async run(input: CreateApplicationCommandInput, ctx) {
      ctx.afterCommit(() => done.push(input.applicationName ?? ''))
      if (input.applicationName === 'bad') throw new ServiceError('InvalidApplicationNameException', 'bad')
      return {}
    },
  })
  await using server = await wireServer([codedeployEntry(op)])

  await create(server, 'good')
  await expect(create(server, 'bad')).rejects.toThrow('bad')

  expect(done).toEqual(['good'])
})

test('a mistake of ours is answered without a word of it, and logged once with the request id', async () => {
  const op = operation('CreateApplication', {
    kind: 'read',
    access: () => [],
    run: async (_input: CreateApplicationCommandInput) => {
      throw new Error('secret detail')
    },
  })
  await using server = await wireServer([codedeployEntry(op)])

  const failure = await create(server).catch((error) => error)

  expect(failure).toMatchObject({ name: 'InternalFailure', $metadata: { httpStatusCode: 500 } })
  expect(JSON.stringify(failure.message)).not.toContain('secret')
  expect(server.logged).toMatchObject([{ requestId: failure.$metadata.requestId, err: { message: 'secret detail' } }])
})

test('an output that cannot be written takes back what was done', async () => {
  const op = operation('CreateApplication', {
    kind: 'write',
    access: () => [],
    async run(_input: CreateApplicationCommandInput, ctx) {
      await sql`create table half_done (id text)`.execute(ctx.db)
      return 'no structure' as unknown as object
    },
  })
  await using server = await wireServer([codedeployEntry(op)])

  await expect(create(server)).rejects.toMatchObject({ name: 'InternalFailure' })
  await expect(sql`select * from half_done`.execute(server.store.db)).rejects.toThrow('half_done')
})

test('input that breaks the model is refused before anybody is asked', async () => {
  await using server = await wireServer([
    stsEntry(operation('AssumeRole', { kind: 'read', access: () => [], run: async () => ({}) })),
  ])

  const answer = new STSClient(server.client).send(new AssumeRoleCommand({} as never))

  await expect(answer).rejects.toMatchObject({
    name: 'ValidationError',
    message:
      "2 validation errors detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null; Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null",
  })
})

test.each([
  ['codedeploy', 'UnrecognizedClientException', 400],
  ['sts', 'InvalidClientTokenId', 403],
  ['ec2', 'AuthFailure', 401],
] as const)('an unknown access key is refused as %s refuses it', async (name, code, status) => {
  await using server = await wireServer([
    codedeployEntry(createApplication),
    stsEntry(getCallerIdentity),
    ec2Entry(createTags),
  ])
  const config = { ...server.client, credentials: { accessKeyId: 'AKIDUNKNOWN', secretAccessKey: 'x' } }
  const calls = {
    codedeploy: () => new CodeDeployClient(config).send(new CreateApplicationCommand({ applicationName: 'a' })),
    sts: () => new STSClient(config).send(new GetCallerIdentityCommand({})),
    ec2: () => new EC2Client(config).send(new DescribeRegionsCommand({})),
  }

  const failure = await calls[name]().catch((error: unknown) => error)

  expect(failure).toMatchObject({ name: code, $metadata: { httpStatusCode: status } })
  expect(server.audit[0]).toMatchObject({ outcome: 'refused', principalArn: '', errorCode: code })
})

test('operations need a signature unless they say otherwise', async () => {
  const assumeRoleWithWebIdentity = operation('AssumeRoleWithWebIdentity', {
    kind: 'read',
    unsigned: true,
    access: () => [],
    run: async (input: AssumeRoleWithWebIdentityCommandInput, ctx) => ({
      Provider: ctx.principal.type,
      Audience: input.WebIdentityToken,
    }),
  })
  await using server = await wireServer([stsEntry(getCallerIdentity, assumeRoleWithWebIdentity), s3Entry()])

  const identity = await post(server, 'Action=GetCallerIdentity&Version=2011-06-15')
  const assumed = await new STSClient(server.client).send(
    new AssumeRoleWithWebIdentityCommand({ RoleArn: 'r'.repeat(20), RoleSessionName: 's', WebIdentityToken: 'token' }),
  )

  expect(identity).toContain('<Code>MissingAuthenticationToken</Code>')
  expect(assumed).toMatchObject({ Provider: 'anonymous', Audience: 'token' })
})

test.each([
  ['Action=Frobnicate&Version=2011-06-15', 'InvalidAction'],
  ['Version=2011-06-15', 'MissingAction'],
  ['Action=GetCallerIdentity&Version=1999-01-01', 'UnknownService'],
])('a form that names nothing we have is refused: %s', async (form, code) => {
  await using server = await wireServer([stsEntry(getCallerIdentity), s3Entry()])

  expect(await post(server, form)).toContain(`<Code>${code}</Code>`)
})

test('a service is loaded on its first request and once', async () => {
  let loads = 0
  const entry = codedeployEntry(createApplication)
  const load = () => {
    loads++
    return entry.load()
  }
  await using server = await wireServer([{ ...entry, load }])
  expect(loads).toBe(0)

  await Promise.all([create(server), create(server), create(server)])

  expect(loads).toBe(1)
})

test('an operation without a schema is found when its service is loaded', async () => {
  const frobnicate = operation('Frobnicate', { kind: 'read', access: () => [], run: async () => ({}) })
  await using server = await wireServer([codedeployEntry(frobnicate)])

  await expect(create(server)).rejects.toMatchObject({ name: 'InternalFailure' })
  expect(JSON.stringify(server.logged)).toContain('Frobnicate')
})

test('the signal of an operation tells that its caller went away', async () => {
  const { promise: gone, resolve } = Promise.withResolvers<boolean>()
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const op = operation('CreateApplication', {
    kind: 'manual',
    access: () => [],
    run: (_input: CreateApplicationCommandInput, ctx) =>
      new Promise<object>((done) => {
        ctx.signal.addEventListener('abort', () => done({}))
        ctx.signal.addEventListener('abort', () => resolve(true))
        begin()
      }),
  })
  await using server = await wireServer([codedeployEntry(op)])
  const abort = new AbortController()
  const call = new CodeDeployClient(server.client)
    .send(new CreateApplicationCommand({ applicationName: 'a' }), { abortSignal: abort.signal })
    .catch(() => 'aborted')

  await begun
  abort.abort()

  expect(await call).toBe('aborted')
  expect(await gone).toBe(true)
})

test('rooms call each other without HTTP, authorised and audited all the same', async () => {
  const op = operation('CreateApplication', {
    kind: 'write',
    access: (input: CreateApplicationCommandInput) => [
      { action: 'codedeploy:CreateApplication', resource: input.applicationName ?? '' },
    ],
    run: async (_input: CreateApplicationCommandInput, ctx) => ({ applicationId: ctx.principal.arn }),
  })
  const decide = (_: unknown, access: Access): AccessDecision =>
    access.resource === 'no' ? DENIED : { allowed: true, reason: 'allowed' }
  await using server = await wireServer([codedeployEntry(op)], { decide })
  const role = { type: 'assumed-role', account: '123456789012', arn: 'arn:role', userId: 'AROA:s', name: 'r' } as const
  const call = (applicationName?: string) =>
    server.wire.invoker.invoke(role, {
      service: 'codedeploy',
      operation: 'CreateApplication',
      input: { applicationName },
      region: 'eu-central-1',
    })

  expect(await call('yes')).toEqual({ applicationId: 'arn:role' })
  await expect(call('no')).rejects.toMatchObject({ code: 'AccessDeniedException' })
  await expect(call()).rejects.toMatchObject({ code: 'ValidationException' })
  expect(server.audit.map(({ outcome, region }) => [outcome, region])).toEqual([
    ['allowed', 'eu-central-1'],
    ['refused', 'eu-central-1'],
    ['allowed', 'eu-central-1'],
  ])
})

test('what is no operation is asked of the policies and audited all the same', async () => {
  const seen: Access[] = []
  const decide = (_: unknown, access: Access): AccessDecision => {
    seen.push(access)
    return access.resource === 'no' ? DENIED : { allowed: true, reason: 'allowed' }
  }
  await using server = await wireServer([codedeployEntry()], { decide })
  const role = { type: 'assumed-role', account: '123456789012', arn: 'arn:role', userId: 'AROA:s', name: 'r' } as const
  const may = (resource: string) =>
    server.wire.invoker.may(role, {
      access: { action: 'codestar-connections:UseConnection', resource },
      region: 'eu-central-1',
    })

  expect([await may('yes'), await may('no')]).toEqual([true, false])
  expect(seen[0]?.conditions).toMatchObject({
    'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/r',
    'aws:RequestedRegion': 'eu-central-1',
  })
  expect(server.audit).toMatchObject([
    { service: 'codestar-connections', operation: 'UseConnection', principalArn: 'arn:role', outcome: 'allowed' },
    { service: 'codestar-connections', operation: 'UseConnection', principalArn: 'arn:role', outcome: 'refused' },
  ])
})

function create(server: WireServer, applicationName = 'web') {
  return new CodeDeployClient(server.client).send(new CreateApplicationCommand({ applicationName }))
}

async function post(server: WireServer, form: string): Promise<string> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return (await fetch(server.endpoint, { method: 'POST', headers, body: form })).text()
}
