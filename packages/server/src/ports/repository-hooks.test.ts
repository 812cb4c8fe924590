import { expect, test } from 'vitest'
import { repositoryHooks } from './repository-hooks.ts'

interface Sent {
  method: string
  url: string
  authorization: string | null
  body: unknown
}

/** A GitHub that has the hooks given, and answers 401 to tokens it does not know. */
function github(hooks: { id: number; config: { url: string } }[] = []) {
  const sent: Sent[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    const text = await request.text()
    const authorization = request.headers.get('authorization')
    sent.push({ method: request.method, url: request.url, authorization, body: text ? JSON.parse(text) : undefined })
    if (!authorization?.endsWith(' known')) return Response.json({ message: 'Bad credentials' }, { status: 401 })
    if (request.method === 'DELETE') return new Response(null, { status: 204 })
    return request.method === 'GET'
      ? Response.json(hooks)
      : Response.json({ id: 7, active: true, events: [], config: {} })
  }
  return { hooks: repositoryHooks({ githubApi: 'https://api.example', fetch }), sent }
}

const asked = {
  account: '123456789012',
  region: 'us-east-1',
  repository: 'acme/web',
  serverType: 'GITHUB' as const,
  location: 'https://elsewhere.example/acme/web.git',
  token: 'known',
  signal: AbortSignal.timeout(10_000),
}
const hook = { url: 'https://here.example/webhooks/codebuild/x', secret: 'not-a-real-secret', events: ['push'] }

test('a hook is made anew in place of the one with its address, at GitHub and nowhere else', async () => {
  const old = { id: 3, config: { url: hook.url } }
  const { hooks, sent } = github([old, { id: 4, config: { url: 'https://other.example' } }])

  const made = await hooks.register({ ...asked, ...hook })

  expect(made).toEqual({ hookId: '7', hookUrl: 'https://api.example/repos/acme/web/hooks/7' })
  expect(sent.map(({ method, url }) => `${method} ${new URL(url).origin}${new URL(url).pathname}`)).toEqual([
    'GET https://api.example/repos/acme/web/hooks',
    'DELETE https://api.example/repos/acme/web/hooks/3',
    'POST https://api.example/repos/acme/web/hooks',
  ])
  expect(sent.at(-1)?.body).toMatchObject({ events: ['push'], config: { url: hook.url, secret: hook.secret } })
})

test('a hook of an Enterprise server is made there', async () => {
  const { hooks, sent } = github()

  await hooks.register({ ...asked, ...hook, serverType: 'GITHUB_ENTERPRISE' })

  expect(sent.at(-1)?.url).toBe('https://elsewhere.example/api/v3/repos/acme/web/hooks')
})

test('a token never leaves over a connection that others can read', async () => {
  const { hooks, sent } = github()
  const location = 'http://elsewhere.example/acme/web.git'

  const answer = await hooks.register({ ...asked, ...hook, serverType: 'GITHUB_ENTERPRISE', location })

  expect(answer).toMatchObject({ refused: 'missing' })
  expect(sent).toEqual([])
})

test('what GitHub refuses is told without the token', async () => {
  const { hooks } = github()

  const answer = await hooks.register({ ...asked, ...hook, token: 'unknown-token' })

  expect(answer).toMatchObject({ refused: 'denied' })
  expect(JSON.stringify(answer)).not.toContain('unknown-token')
})

test('a hook is removed', async () => {
  const { hooks, sent } = github()

  expect(await hooks.remove({ ...asked, hookId: '9' })).toBeUndefined()
  expect(sent).toMatchObject([{ method: 'DELETE', url: 'https://api.example/repos/acme/web/hooks/9' }])
})
