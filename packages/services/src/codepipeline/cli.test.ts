import { aws } from '@towpath/testkit/aws.ts'
import { awsCli } from '@towpath/testkit/tools.ts'
import { until } from '@towpath/testkit/until.ts'
import { ROOT } from '@towpath/wire/testing/wire-server.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CodepipelineServer, codepipelineServer } from './testing/codepipeline-server.ts'
import { jenkins, jenkinsAction } from './testing/custom-actions.ts'
import { approvalAction, pipeline, sourceAction } from './testing/definitions.ts'

const cli = awsCli()

describe.skipIf(cli.missing)('the aws command line', () => {
  let server: CodepipelineServer
  let run: (...args: string[]) => Promise<unknown>

  beforeAll(async () => {
    server = await codepipelineServer({ running: true })
    const plain = aws({
      AWS_ACCESS_KEY_ID: ROOT.accessKeyId,
      AWS_SECRET_ACCESS_KEY: ROOT.secretAccessKey,
      AWS_DEFAULT_REGION: 'us-east-1',
    })
    // Version 2 knows AWS_ENDPOINT_URL since 2.13 only; Debian 12 has 2.9.
    run = (...args) => plain('--endpoint-url', server.endpoint, 'codepipeline', ...args)
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test('works on a job, approves, and reads what became of it', { timeout: 120_000 }, async () => {
    const { settings = {}, configurationProperties = [], ...names } = jenkins()
    await run(
      'create-custom-action-type',
      '--cli-input-json',
      JSON.stringify({ ...names, settings, configurationProperties }),
    )
    const stages = [
      { name: 'Source', actions: [sourceAction()] },
      { name: 'Build', actions: [{ ...jenkinsAction(), namespace: 'Built' }] },
      { name: 'Gate', actions: [approvalAction()] },
    ]
    await run('create-pipeline', '--cli-input-json', JSON.stringify({ pipeline: pipeline({ stages }) }))

    const type = 'category=Build,owner=Custom,provider=Jenkins,version=1'
    const job = await until('a job', async () => {
      const query = ['--query-param', 'Project=web', '--query', 'jobs[0].[id,nonce]']
      return (await run('poll-for-jobs', '--action-type-id', type, ...query)) as [string, string] | undefined
    })
    const status = await run('acknowledge-job', '--job-id', job[0], '--nonce', job[1], '--query', 'status')
    await run('put-job-success-result', '--job-id', job[0], '--output-variables', 'Tag=v1')
    const state = ['get-pipeline-state', '--name', 'web', '--query']
    const token = await until('an approval', async () => {
      return (await run(...state, 'stageStates[2].actionStates[0].latestExecution.token')) as string | undefined
    })
    const approval = ['--pipeline-name', 'web', '--stage-name', 'Gate', '--action-name', 'Approve', '--token', token]
    await run('put-approval-result', ...approval, '--result', 'summary=fine,status=Approved')
    await until('its end', async () => (await run(...state, 'stageStates[2].latestExecution.status')) === 'Succeeded')

    const executions = ['list-pipeline-executions', '--pipeline-name', 'web', '--max-items', '1', '--query']
    const listed = await run(...executions, 'pipelineExecutionSummaries[].[status,trigger.triggerType]')
    const filter = ['--pipeline-name', 'web', '--query', "actionExecutionDetails[?stageName=='Build'].output"]
    const outputs = await run('list-action-executions', ...filter)
    expect(status).toBe('InProgress')
    expect(listed).toEqual([['Succeeded', 'CreatePipeline']])
    expect(outputs).toMatchObject([{ outputVariables: { Tag: 'v1' } }])
  })

  test('makes a webhook and lists it', { timeout: 60_000 }, async () => {
    const webhook = {
      name: 'hook',
      targetPipeline: 'web',
      targetAction: 'Source',
      filters: [{ jsonPath: '$.ref', matchEquals: 'refs/heads/{BranchName}' }],
      authentication: 'UNAUTHENTICATED',
      authenticationConfiguration: {},
    }
    await run('put-webhook', '--cli-input-json', JSON.stringify({ webhook }))

    const listed = await run('list-webhooks', '--query', 'webhooks[].definition')

    expect(listed).toEqual([webhook])
  })
})
