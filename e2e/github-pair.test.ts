import {
  type ActionDeclaration,
  CreatePipelineCommand,
  DeregisterWebhookWithThirdPartyCommand,
  type GitConfiguration,
  ListWebhooksCommand,
  PutWebhookCommand,
  RegisterWebhookWithThirdPartyCommand,
  type StageDeclaration,
} from '@aws-sdk/client-codepipeline'
import { PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import { aws, awsCli, tool, until } from '@towpath/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ARTIFACTS, type Delivery, delivery, policy } from './support/delivery.ts'
import type { Clone } from './support/git.ts'
import { completeConnection, type Github, startGithub } from './support/github.ts'

const FILES = { 'src/app.txt': 'one\n', 'docs/app.md': 'An app\n' }
const NONE = '00000000-0000-4000-8000-000000000000'

interface CombinedStatus {
  state: string
  statuses: { context: string; state: string; target_url: string; creator: { login: string } }[]
}
interface Hook {
  id: number
  events: string[]
  config: { url: string }
}

describe.skipIf(awsCli().missing || tool('git', 'git').missing)('a control plane and its GitHub', () => {
  let github: Github
  let here: Delivery
  let connectionArn: string
  let webhook: { url: string; secret: string }
  let shop: Clone
  /** Pushed while nobody could be told. */
  let missed: string

  beforeAll(async () => {
    github = await startGithub()
    here = await delivery({ environment: { TOWPATH_GITHUB_API: github.url } })
    const PolicyDocument = policy([{ Action: ['codeconnections:UseConnection'], Resource: '*' }])
    const role = { RoleName: 'pipeline', PolicyName: 'connections', PolicyDocument }
    await here.world.iam.send(new PutRolePolicyCommand(role))
  })
  afterAll(async () => {
    await here?.[Symbol.asyncDispose]()
    await github?.[Symbol.asyncDispose]()
  })

  /** Made with the aws CLI, and pending. */
  async function createConnection(name: string): Promise<string> {
    const cli = aws(here.world.plane.environment)
    // As JSON: version 1 of the CLI fetches what an argument that is an address leads to.
    const input = { Name: name, ProviderType: 'GitHubEnterpriseServer', ProviderEndpoint: github.url }
    const host = (await cli('codeconnections', 'create-host', '--cli-input-json', JSON.stringify(input))) as {
      HostArn: string
    }
    const named = ['--connection-name', name, '--host-arn', host.HostArn]
    const made = (await cli('codeconnections', 'create-connection', ...named)) as { ConnectionArn: string }
    return made.ConnectionArn
  }

  const fromConnection = (FullRepositoryId: string, ConnectionArn = connectionArn): ActionDeclaration => ({
    name: 'Source',
    actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeStarSourceConnection', version: '1' },
    configuration: { ConnectionArn, FullRepositoryId, BranchName: 'main' },
    outputArtifacts: [{ name: 'source' }],
  })
  const fromGithub = (Repo: string, OAuthToken: string): ActionDeclaration => ({
    name: 'Source',
    actionTypeId: { category: 'Source', owner: 'ThirdParty', provider: 'GitHub', version: '1' },
    configuration: { Owner: 'towpath', Repo, Branch: 'main', OAuthToken, PollForSourceChanges: 'false' },
    outputArtifacts: [{ name: 'source' }],
  })
  /** The file of the source, as it was taken, is put where a test can see it. */
  const publish = (key: string): StageDeclaration => ({
    name: 'Publish',
    actions: [
      {
        name: 'Publish',
        actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'S3', version: '1' },
        configuration: { BucketName: ARTIFACTS, Extract: 'true', ObjectKey: `published/${key}` },
        inputArtifacts: [{ name: 'source' }],
      },
    ],
  })

  /** Resolves with the status of its first execution. */
  async function pipeline(name: string, source: ActionDeclaration, pushes?: GitConfiguration['push']): Promise<string> {
    await here.codepipeline.send(
      new CreatePipelineCommand({
        pipeline: {
          name,
          roleArn: here.pipelineRoleArn,
          artifactStore: { type: 'S3', location: ARTIFACTS },
          pipelineType: 'V2',
          executionMode: 'QUEUED',
          stages: [{ name: 'Source', actions: [source] }, publish(name)],
          ...(pushes && {
            triggers: [
              {
                providerType: 'CodeStarSourceConnection',
                gitConfiguration: { sourceActionName: 'Source', push: pushes },
              },
            ],
          }),
        },
      }),
    )
    const first = await here.firstExecution(name)
    return here.ended(name, first)
  }

  /** The execution that a push started, when it has ended. */
  async function delivered(name: string, commit: string, limit?: number) {
    const id = await here.executionOf(name, commit)
    const status = await here.ended(name, id, limit)
    const { trigger, sourceRevisions } =
      (await here.executions(name)).find((each) => each.pipelineExecutionId === id) ?? {}
    return { id, status, triggerType: trigger?.triggerType, sourceRevisions }
  }
  const published = async (key: string) => {
    const asked = { Bucket: ARTIFACTS, Key: `published/${key}/src/app.txt` }
    return (await here.world.s3.send(new GetObjectCommand(asked))).Body?.transformToString()
  }
  const errorOf = async (name: string) => {
    const [newest] = await here.executions(name)
    const source = (await here.actions(name, newest?.pipelineExecutionId ?? '')).get('Source/Source')
    return source?.output?.executionResult?.errorDetails
  }
  async function pushTo(clone: Clone, ref: string): Promise<string> {
    await clone.git('push', '--quiet', 'origin', `HEAD:${ref}`)
    return clone.git('rev-parse', 'HEAD')
  }
  async function commit(clone: Clone, files: Record<string, string>): Promise<void> {
    await clone.write(files)
    await clone.git('add', '--all')
    await clone.git('commit', '--quiet', '-m', `Change ${Object.keys(files).join(', ')}`)
  }

  test('a connection is pending until it is completed with a token, and says then where webhooks go', async () => {
    connectionArn = await createConnection('octo')
    const cli = aws(here.world.plane.environment)
    const look = () => cli('codeconnections', 'get-connection', '--connection-arn', connectionArn)
    const before = await look()

    webhook = await completeConnection(here.world.plane, connectionArn, github.token)

    expect(before).toMatchObject({
      Connection: { ConnectionStatus: 'PENDING', ProviderType: 'GitHubEnterpriseServer' },
    })
    expect(await look()).toMatchObject({ Connection: { ConnectionStatus: 'AVAILABLE' } })
    expect(webhook.url).toBe(`${here.world.plane.endpoint}/webhooks/github/${connectionArn.split('/')[1]}`)
    expect(webhook.secret.length).toBeGreaterThan(20)
  })

  test('a push is heard of by webhook, and how its execution goes is told to its commit', async () => {
    shop = await github.repository('shop', FILES)
    expect(await pipeline('shop', fromConnection('towpath/shop'))).toBe('Succeeded')
    const config = { url: webhook.url, secret: webhook.secret, content_type: 'json' }
    await github.ask('/repos/towpath/shop/hooks', { name: 'web', active: true, events: ['push'], config })

    const pushed = await shop.push({ 'src/app.txt': 'two\n' }, 'Second')
    const { status, triggerType, sourceRevisions } = await delivered('shop', pushed)

    expect([status, triggerType]).toEqual(['Succeeded', 'WebhookV2'])
    expect(sourceRevisions).toEqual([expect.objectContaining({ revisionId: pushed })])
    expect(await published('shop')).toBe('two\n')
    const told = await until('the commit is told', async () => {
      const answer = await github.ask<CombinedStatus>(`/repos/towpath/shop/commits/${pushed}/status`)
      return answer.state === 'success' ? answer : undefined
    })
    expect(told.statuses).toMatchObject([{ context: 'codepipeline/shop', state: 'success' }])
    expect(told.statuses[0]?.target_url).toContain('shop')
  })

  test('filters let through the branches, files and tags that they name, and nothing else', async () => {
    const clone = await github.repository('filtered', FILES)
    const config = { url: webhook.url, secret: webhook.secret, content_type: 'json' }
    await github.ask('/repos/towpath/filtered/hooks', { name: 'web', active: true, events: ['push'], config })
    await pipeline('filtered', fromConnection('towpath/filtered'), [
      { branches: { includes: ['release/*'], excludes: ['release/old*'] }, filePaths: { includes: ['src/**'] } },
      { tags: { includes: ['v*'], excludes: ['*-rc*'] } },
    ])
    const before = (await here.executions('filtered')).length
    const wanted: string[] = []

    await commit(clone, { 'src/app.txt': 'on main\n' })
    await pushTo(clone, 'refs/heads/main')
    await commit(clone, { 'src/app.txt': 'old\n' })
    await pushTo(clone, 'refs/heads/release/old-1')
    // Of a new branch nobody knows what has changed: filters of files let it pass nowhere, as on AWS.
    await commit(clone, { 'src/app.txt': 'new\n' })
    await pushTo(clone, 'refs/heads/release/1')
    await commit(clone, { 'docs/app.md': 'Words alone\n' })
    await pushTo(clone, 'refs/heads/release/1')
    await clone.git('tag', 'v1-rc1')
    await pushTo(clone, 'refs/tags/v1-rc1')
    await commit(clone, { 'src/app.txt': 'newer\n' })
    wanted.push(await pushTo(clone, 'refs/heads/release/1'))
    await commit(clone, { 'src/app.txt': 'tagged\n' })
    wanted.push(await pushTo(clone, 'refs/tags/v1'))

    for (const each of wanted) expect(await delivered('filtered', each)).toMatchObject({ status: 'Succeeded' })
    const started = (await here.executions('filtered')).slice(0, -before).reverse()
    expect(started.map(({ sourceRevisions }) => sourceRevisions?.[0]?.revisionId)).toEqual(wanted)
    expect(await published('filtered')).toBe('tagged\n')
  })

  test('without a webhook a push is found by looking', async () => {
    const clone = await github.repository('quiet', FILES)
    expect(await pipeline('quiet', fromConnection('towpath/quiet'))).toBe('Succeeded')
    const pushed = await clone.push({ 'src/app.txt': 'nobody told\n' }, 'Silently')

    // It looks every minute, and when it starts.
    expect(await here.world.plane.stop()).toBe(0)
    missed = await shop.push({ 'src/app.txt': 'nobody there\n' }, 'Missed')
    await here.world.plane.start()

    expect(await delivered('quiet', pushed)).toMatchObject({ status: 'Succeeded', triggerType: 'PollForSourceChanges' })
    expect(await published('quiet')).toBe('nobody told\n')
  })

  test('a push that could not be told is found by looking, and starts nothing more when it is told after all', async () => {
    expect(await delivered('shop', missed)).toMatchObject({ status: 'Succeeded', triggerType: 'PollForSourceChanges' })
    const told = /"repository":"towpath\/shop","msg":"a webhook was taken"/g
    await until('it is told again', () => [...here.world.plane.log().matchAll(told)].length === 2, {
      describe: () => here.world.plane.log().slice(-2000),
    })

    const ofShop = await here.executions('shop')
    expect(ofShop.filter(({ sourceRevisions }) => sourceRevisions?.[0]?.revisionId === missed)).toHaveLength(1)
    expect(await published('shop')).toBe('nobody there\n')
  })

  test('a GitHub source of version 1 has its webhook registered for it, hears of pushes, and can be deregistered', async () => {
    const clone = await github.repository('classic', FILES)
    const hooks = () => github.ask<Hook[]>('/repos/towpath/classic/hooks')
    expect(await pipeline('classic', fromGithub('classic', github.token))).toBe('Succeeded')
    const { webhook: made } = await here.codepipeline.send(
      new PutWebhookCommand({
        webhook: {
          name: 'classic',
          targetPipeline: 'classic',
          targetAction: 'Source',
          authentication: 'GITHUB_HMAC',
          authenticationConfiguration: { SecretToken: 'shared-between-two' },
          filters: [{ jsonPath: '$.ref', matchEquals: 'refs/heads/{Branch}' }],
        },
      }),
    )
    await here.codepipeline.send(new RegisterWebhookWithThirdPartyCommand({ webhookName: 'classic' }))
    expect(await hooks()).toMatchObject([{ events: ['push'], config: { url: made?.url } }])

    await commit(clone, { 'src/app.txt': 'elsewhere\n' })
    await pushTo(clone, 'refs/heads/elsewhere')
    const pushed = await clone.push({ 'src/app.txt': 'three\n' }, 'Third')

    expect(await delivered('classic', pushed)).toMatchObject({ status: 'Succeeded', triggerType: 'Webhook' })
    expect(await here.executions('classic')).toHaveLength(2)
    expect(await published('classic')).toBe('three\n')
    const { webhooks = [] } = await here.codepipeline.send(new ListWebhooksCommand({}))
    expect(webhooks[0]?.lastTriggered).toBeInstanceOf(Date)
    expect(JSON.stringify(webhooks)).not.toContain('shared-between-two')
    await here.codepipeline.send(new DeregisterWebhookWithThirdPartyCommand({ webhookName: 'classic' }))
    expect(await hooks()).toEqual([])
  })

  test('a webhook that GitHub refuses to take says so in its own error', async () => {
    await pipeline('unhooked', fromGithub('classic', 'octo:wrong'))
    await here.codepipeline.send(
      new PutWebhookCommand({
        webhook: {
          name: 'unhooked',
          targetPipeline: 'unhooked',
          targetAction: 'Source',
          authentication: 'GITHUB_HMAC',
          authenticationConfiguration: { SecretToken: 'shared-between-two' },
          filters: [{ jsonPath: '$.ref', matchEquals: 'refs/heads/{Branch}' }],
        },
      }),
    )
    await here.codepipeline.send(new RegisterWebhookWithThirdPartyCommand({ webhookName: 'unhooked' }))

    const { webhooks = [] } = await here.codepipeline.send(new ListWebhooksCommand({}))
    const refused = webhooks.find(({ definition }) => definition?.name === 'unhooked')
    expect(refused).toMatchObject({
      errorCode: 'AccessDenied',
      errorMessage: expect.stringContaining('towpath/classic'),
    })
    expect(refused?.errorMessage).not.toContain('octo:wrong')
  })

  test.each([
    ['a token that is wrong', () => fromGithub('shop', 'octo:wrong'), 'PermissionError', 'towpath/shop'],
    [
      'a repository that does not exist',
      () => fromGithub('nothing', github.token),
      'RevisionUnavailable',
      'towpath/nothing',
    ],
    [
      'a repository that does not exist, by connection',
      () => fromConnection('towpath/nothing'),
      'RevisionUnavailable',
      'towpath/nothing',
    ],
    [
      'a connection that does not exist',
      () => fromConnection('towpath/shop', connectionArn.replace(/[^/]*$/, NONE)),
      'PermissionError',
      NONE,
    ],
  ])('a source with %s fails, and says which', async (what, source, code, message) => {
    const name = what.replaceAll(/[^a-z]+/g, '-')

    expect(await pipeline(name, source())).toBe('Failed')

    const error = await errorOf(name)
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) })
    expect(error?.message).not.toContain('octo:wrong')
    const asked = { Bucket: ARTIFACTS, Key: `published/${name}/src/app.txt` }
    await expect(here.world.s3.send(new HeadObjectCommand(asked))).rejects.toMatchObject({ name: 'NotFound' })
  })

  test('a connection that nobody completed, or that was completed with a wrong token, opens nothing until it is', async () => {
    const pending = await createConnection('pending')
    expect(await pipeline('pending', fromConnection('towpath/shop', pending))).toBe('Failed')
    expect(await errorOf('pending')).toMatchObject({
      code: 'PermissionError',
      message: expect.stringContaining(`towpath github connect --connection ${pending}`),
    })

    await completeConnection(here.world.plane, pending, 'octo:wrong')
    expect(await pipeline('wrong', fromConnection('towpath/shop', pending))).toBe('Failed')
    expect(await errorOf('wrong')).toMatchObject({ code: 'PermissionError' })

    await completeConnection(here.world.plane, pending, github.token)
    expect(await pipeline('right', fromConnection('towpath/shop', pending))).toBe('Succeeded')
  })
})
