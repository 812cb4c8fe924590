import { afterAll, beforeAll, expect, test } from 'vitest'
import { withDefaults } from '../rules/pipeline.ts'
import { watchedSources } from '../rules/triggers/watched-source.ts'
import { Sources } from '../state/sources.ts'
import { type CodepipelineServer, codepipelineServer } from '../testing/codepipeline-server.ts'
import { pipeline, sourceAction } from '../testing/definitions.ts'
import { pushedRevisions } from './pushed-revisions.ts'

const SCOPE = { account: '123456789012', region: 'us-east-1' }
const COMMIT = 'c'.repeat(40)
const PUSH = { ref: 'refs/heads/main', after: COMMIT, repository: { full_name: 'Acme/web' } }

let server: CodepipelineServer
beforeAll(async () => {
  server = await codepipelineServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const action = sourceAction({
  actionTypeId: { category: 'Source', owner: 'ThirdParty', provider: 'GitHub', version: '1' },
  configuration: { Owner: 'acme', Repo: 'web', Branch: 'main', OAuthToken: 'example-token' },
})
const definition = withDefaults(pipeline({ stages: [{ name: 'Source', actions: [action] }] }))

const take = (event: unknown) =>
  server.store.transaction(async (db) => {
    const [source] = definition.stages[0]?.actions ?? []
    if (!source) throw new Error('The pipeline has no source')
    return pushedRevisions(db, SCOPE, { definition }, source, event)
  })

test('the commit of a push is taken once, whether it was told or polled', async () => {
  const first = await take(PUSH)
  const again = await take(PUSH)
  const place = watchedSources(definition, SCOPE)[0]?.place ?? ''

  expect(first).toEqual([{ actionName: 'Source', revisionType: 'COMMIT_ID', revisionValue: COMMIT }])
  expect(again).toBe('seen')
  expect((await new Sources(server.store.db).heads(place)).heads).toEqual(new Map([['refs/heads/main', COMMIT]]))
})

test.each([
  [null],
  ['text'],
  [{ ...PUSH, ref: 'refs/tags/main' }],
  [{ ...PUSH, ref: 'refs/heads/feature' }],
  [{ ...PUSH, ref: ['refs/heads/main'] }],
  [{ ...PUSH, after: '0'.repeat(40) }],
  [{ ...PUSH, after: '--upload-pack=x' }],
  [{ ...PUSH, repository: { full_name: 'evil/web' } }],
  [{ ...PUSH, repository: null }],
  [{ ...PUSH, repository: { full_name: ['Acme/web'] } }],
])('%j names no commit', async (event) => {
  expect(await take(event)).toEqual([])
})
