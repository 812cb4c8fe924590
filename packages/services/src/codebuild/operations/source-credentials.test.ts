import { randomBytes } from 'node:crypto'
import {
  DeleteSourceCredentialsCommand,
  ImportSourceCredentialsCommand,
  type ImportSourceCredentialsInput,
  ListSourceCredentialsCommand,
} from '@aws-sdk/client-codebuild'
import { sealingKey } from '@towpath/base'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { SourceCredentials } from '../state/source-credentials.ts'
import { codebuildServer } from '../testing.ts'

const SCOPE = { account: '123456789012', region: 'us-east-1' }
const ARN = 'arn:aws:codebuild:us-east-1:123456789012:token/github'
const GITHUB = { serverType: 'GITHUB', authType: 'PERSONAL_ACCESS_TOKEN', token: 'not-a-real-token' } as const

test('imported credentials are listed without their secret and are sealed in the database', async () => {
  const sealing = sealingKey(randomBytes(32))
  await using server = await codebuildServer({ deps: { sealing } })

  const { arn } = await server.build.send(new ImportSourceCredentialsCommand(GITHUB))
  const { sourceCredentialsInfos } = await server.build.send(new ListSourceCredentialsCommand({}))

  expect(arn).toBe(ARN)
  expect(sourceCredentialsInfos).toEqual([{ arn, serverType: 'GITHUB', authType: 'PERSONAL_ACCESS_TOKEN' }])
  const kept = new SourceCredentials(server.store.db, SCOPE, sealing)
  expect(await kept.open('GITHUB')).toEqual({ token: 'not-a-real-token' })
  expect(await kept.open('BITBUCKET')).toBeUndefined()
  const { rows } = await sql`select * from codebuild_source_credentials`.execute(server.store.db)
  expect(JSON.stringify(rows)).not.toContain('not-a-real-token')
})

test('a connection is no secret, so it is shown', async () => {
  await using server = await codebuildServer()
  const token = 'arn:aws:codeconnections:us-east-1:123456789012:connection/1'
  await server.build.send(
    new ImportSourceCredentialsCommand({ serverType: 'GITLAB', authType: 'CODECONNECTIONS', token }),
  )

  const { sourceCredentialsInfos } = await server.build.send(new ListSourceCredentialsCommand({}))

  expect(sourceCredentialsInfos).toMatchObject([{ serverType: 'GITLAB', resource: token }])
})

test('credentials replace those that are there, unless they must not', async () => {
  const sealing = sealingKey(randomBytes(32))
  await using server = await codebuildServer({ deps: { sealing } })
  await server.build.send(new ImportSourceCredentialsCommand(GITHUB))

  const refused = server.build.send(new ImportSourceCredentialsCommand({ ...GITHUB, shouldOverwrite: false }))
  await expect(refused).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' })
  await server.build.send(new ImportSourceCredentialsCommand({ ...GITHUB, token: 'another-token' }))

  expect(await new SourceCredentials(server.store.db, SCOPE, sealing).open('GITHUB')).toEqual({
    token: 'another-token',
  })
})

test('deleted credentials are gone, unknown ones are not deleted', async () => {
  await using server = await codebuildServer()
  await server.build.send(new ImportSourceCredentialsCommand(GITHUB))

  await server.build.send(new DeleteSourceCredentialsCommand({ arn: ARN }))

  expect((await server.build.send(new ListSourceCredentialsCommand({}))).sourceCredentialsInfos).toEqual([])
  const again = server.build.send(new DeleteSourceCredentialsCommand({ arn: ARN }))
  await expect(again).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

test.each<[ImportSourceCredentialsInput, string]>([
  [{ ...GITHUB, authType: 'BASIC_AUTH' }, 'Authorization type BASIC_AUTH is not supported for server type GITHUB'],
  [{ ...GITHUB, authType: 'OAUTH' }, 'Authorization type OAUTH is not supported for server type GITHUB'],
  [
    { serverType: 'BITBUCKET', authType: 'BASIC_AUTH', token: 'not-a-password' },
    'A username is required for authorization type BASIC_AUTH',
  ],
  [{ ...GITHUB, token: '' }, "The value at 'token' is not valid"],
])('%o is refused', async (input, message) => {
  await using server = await codebuildServer()

  const answer = server.build.send(new ImportSourceCredentialsCommand(input))

  await expect(answer).rejects.toMatchObject({ name: 'InvalidInputException', message })
})
