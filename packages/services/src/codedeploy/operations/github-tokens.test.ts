import { randomBytes } from 'node:crypto'
import {
  CreateApplicationCommand,
  DeleteGitHubAccountTokenCommand,
  GetApplicationCommand,
  ListGitHubAccountTokenNamesCommand,
} from '@aws-sdk/client-codedeploy'
import { sealingKey } from '@towpath/base'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { connectGithub } from '../connect-github.ts'
import { GithubTokens } from '../state/github-tokens.ts'
import { codedeployServer } from '../testing.ts'

const scope = { account: '123456789012', region: 'us-east-1' }

test('a stored token is listed by name and can be opened, but is sealed in the database', async () => {
  const sealing = sealingKey(randomBytes(32))
  await using server = await codedeployServer({ deps: { sealing } })
  await server.store.transaction((db) =>
    connectGithub(db, scope, { sealing, now: 1 }, { tokenName: 'team', token: 'not-a-real-token' }),
  )

  const { tokenNameList } = await server.deploy.send(new ListGitHubAccountTokenNamesCommand({}))
  const tokens = new GithubTokens(server.store.db, scope, sealing)
  const { rows } = await sql`select * from codedeploy_github_tokens`.execute(server.store.db)

  expect(tokenNameList).toEqual(['team'])
  expect(await tokens.open('team')).toBe('not-a-real-token')
  expect(await tokens.open('other')).toBeUndefined()
  expect(JSON.stringify(rows)).not.toContain('not-a-real-token')
})

test('a deleted token is gone, and so is the tie of applications to it', async () => {
  const sealing = sealingKey(randomBytes(32))
  await using server = await codedeployServer({ deps: { sealing } })
  await server.deploy.send(new CreateApplicationCommand({ applicationName: 'web' }))
  await server.store.transaction((db) =>
    connectGithub(
      db,
      scope,
      { sealing, now: 1 },
      { tokenName: 'team', token: 'not-a-real-token', applicationName: 'web' },
    ),
  )
  const read = () => server.deploy.send(new GetApplicationCommand({ applicationName: 'web' }))
  expect((await read()).application).toMatchObject({ linkedToGitHub: true, gitHubAccountName: 'team' })

  const answer = await server.deploy.send(new DeleteGitHubAccountTokenCommand({ tokenName: 'team' }))

  expect(answer.tokenName).toBe('team')
  expect((await read()).application).toMatchObject({ linkedToGitHub: false })
  const { tokenNameList } = await server.deploy.send(new ListGitHubAccountTokenNamesCommand({}))
  expect(tokenNameList).toEqual([])
})

test.each([
  ['unknown', 'other', 'GitHubAccountTokenDoesNotExistException'],
  ['missing', undefined, 'GitHubAccountTokenNameRequiredException'],
  ['malformed', 'a\nb', 'InvalidGitHubAccountTokenNameException'],
])('a token whose name is %s is not deleted', async (_, tokenName, name) => {
  await using server = await codedeployServer()

  const answer = server.deploy.send(new DeleteGitHubAccountTokenCommand({ tokenName }))

  await expect(answer).rejects.toMatchObject({ name })
})

test('a token is not kept for an application that does not exist', async () => {
  const sealing = sealingKey(randomBytes(32))
  await using server = await codedeployServer({ deps: { sealing } })
  const connection = { tokenName: 'team', token: 'not-a-real-token', applicationName: 'web' }

  const answer = server.store.transaction((db) => connectGithub(db, scope, { sealing, now: 1 }, connection))

  await expect(answer).rejects.toThrow('No application found for name: web')
  expect(await new GithubTokens(server.store.db, scope, sealing).names()).toEqual([])
})
