import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CodeCommitClient } from '@aws-sdk/client-codecommit'
import {
  CodePipelineClient,
  GetPipelineExecutionCommand,
  ListPipelineExecutionsCommand,
  type PipelineDeclaration,
} from '@aws-sdk/client-codepipeline'
import { CreateUserCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import { type Aws, aws, awsCli, tool, until } from '@towpath/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { appspec, type Files } from './support/bundle.ts'
import { approvalStage, BUILD_MAY, deployStage, PIPELINE_MAY, policy, sourceAction } from './support/delivery.ts'
import { type Clone, cloneOf, gitCredentials } from './support/git.ts'
import { trustPolicy } from './support/roles.ts'
import { type World, world } from './support/world.ts'

const ACCOUNT = '123456789012'
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`
const SECRET = 'the-secret-of-the-store'

const BUILDSPEC = `version: 0.2
env:
  parameter-store:
    TOKEN: /app/token
phases:
  build:
    commands:
      - echo "$GREETING from the build, with $TOKEN"
artifacts:
  files: '**/*'
`
const FILES: Files = { 'buildspec.yml': BUILDSPEC, 'app.txt': 'one\n', 'appspec.yml': appspec([]) }

/** What `aws codepipeline get-pipeline` prints. */
interface Printed {
  pipeline: PipelineDeclaration
  metadata?: { pipelineArn: string }
}

// Each test goes on where the last one ended, as somebody does who types commands. Waiting is left to an SDK: it is quicker.
describe.skipIf(awsCli().missing || tool('git', 'git').missing)('a pipeline, with the real aws CLI', () => {
  let here: World
  let folder: string
  let cli: Aws
  let codepipeline: CodePipelineClient
  let clone: Clone

  beforeAll(async () => {
    here = await world({ instances: 1 })
    folder = await mkdtemp(join(tmpdir(), 'towpath-add-stage-'))
    cli = aws(here.plane.environment, folder)
    codepipeline = new CodePipelineClient(here.plane.client)
    await here.iam.send(new CreateUserCommand({ UserName: 'dev' }))
    const PolicyDocument = policy([{ Action: ['codecommit:GitPull', 'codecommit:GitPush'], Resource: '*' }])
    await here.iam.send(new PutUserPolicyCommand({ UserName: 'dev', PolicyName: 'git', PolicyDocument }))
    const developer = await gitCredentials(here.iam, 'dev')
    clone = await cloneOf(new CodeCommitClient(here.plane.client), 'app', developer)
    await clone.push(FILES, 'Begin')
  })
  afterAll(async () => {
    await clone?.[Symbol.asyncDispose]()
    await here?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  /** A command without spaces in its words, and words after it. */
  async function type<T = unknown>(command: string, ...more: string[]): Promise<T> {
    return (await cli(...command.split(' '), ...more)) as T
  }
  const save = (name: string, content: unknown) =>
    writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content, undefined, 2))
  const saved = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Printed

  async function execution(pipelineExecutionId: string) {
    const command = new GetPipelineExecutionCommand({ pipelineName: 'app', pipelineExecutionId })
    return (await codepipeline.send(command)).pipelineExecution
  }
  const becomes = (id: string, status: string) =>
    until(
      `execution ${id} is ${status}`,
      async () => {
        const seen = await execution(id)
        if (seen?.status === 'Failed' && status !== 'Failed') throw new Error(`${id} failed: ${here.plane.log()}`)
        return seen?.status === status
      },
      { limit: 60_000 },
    )
  const executionOf = (commit: string) =>
    until(`an execution of ${commit}`, async () => {
      const { pipelineExecutionSummaries = [] } = await codepipeline.send(
        new ListPipelineExecutionsCommand({ pipelineName: 'app' }),
      )
      return pipelineExecutionSummaries.find(({ sourceRevisions }) => sourceRevisions?.[0]?.revisionId === commit)
        ?.pipelineExecutionId
    })
  const start = async (...more: string[]) =>
    (await type<{ pipelineExecutionId: string }>('codepipeline start-pipeline-execution --name app', ...more))
      .pipelineExecutionId

  interface Action {
    stageName: string
    actionName: string
    status: string
    input: { resolvedConfiguration?: Record<string, string> }
    output: { outputVariables?: Record<string, string>; executionResult?: { externalExecutionId: string } }
  }
  async function actionsOf(pipelineExecutionId: string): Promise<Action[]> {
    const { actionExecutionDetails } = await type<{ actionExecutionDetails: Action[] }>(
      'codepipeline list-action-executions --pipeline-name app --filter',
      `pipelineExecutionId=${pipelineExecutionId}`,
    )
    return actionExecutionDetails
  }
  /** Waits for the approval, and resolves with its token. */
  async function tokenOfApproval(): Promise<string> {
    return until('somebody is asked to approve', async () => {
      const state = await type<{
        stageStates: { stageName: string; actionStates: { latestExecution?: { status: string; token?: string } }[] }[]
      }>('codepipeline get-pipeline-state --name app')
      const approval = state.stageStates.find(({ stageName }) => stageName === 'Approve')?.actionStates[0]
      return approval?.latestExecution?.status === 'InProgress' ? approval.latestExecution.token : undefined
    })
  }
  const approve = (token: string) =>
    type(
      'codepipeline put-approval-result --pipeline-name app --stage-name Approve --action-name Approve --token',
      ...[token, '--result', 'summary=Good,status=Approved'],
    )

  test('roles, a bucket, a parameter, a project and a pipeline are made from files', async () => {
    for (const [name, may] of [
      ['codepipeline', PIPELINE_MAY],
      ['codebuild', BUILD_MAY],
    ] as const) {
      await save(`${name}-trust.json`, trustPolicy(`${name}.amazonaws.com`))
      await save(`${name}-policy.json`, policy(may))
      const named = ['--role-name', `${name}-role`]
      await type('iam create-role --assume-role-policy-document', `file://${name}-trust.json`, ...named)
      await type('iam put-role-policy --policy-name inline --policy-document', `file://${name}-policy.json`, ...named)
    }
    await type('s3 mb s3://artifacts')
    await type('ssm put-parameter --name /app/token --type SecureString --value', SECRET)
    await save('project.json', {
      name: 'app',
      source: { type: 'CODEPIPELINE' },
      artifacts: { type: 'CODEPIPELINE' },
      environment: {
        type: 'LINUX_CONTAINER',
        image: 'aws/codebuild/standard:7.0',
        computeType: 'BUILD_GENERAL1_SMALL',
      },
      serviceRole: role('codebuild-role'),
    })
    await type('codebuild create-project --cli-input-json file://project.json')
    const EnvironmentVariables = JSON.stringify([{ name: 'GREETING', value: '#{variables.GREETING}' }])
    const build = {
      name: 'Build',
      actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
      configuration: { ProjectName: 'app', EnvironmentVariables },
      inputArtifacts: [{ name: 'source' }],
      outputArtifacts: [{ name: 'built' }],
    }
    await save('pipeline.json', {
      pipeline: {
        name: 'app',
        roleArn: role('codepipeline-role'),
        artifactStore: { type: 'S3', location: 'artifacts' },
        pipelineType: 'V2',
        variables: [{ name: 'GREETING', defaultValue: 'hello' }],
        stages: [
          { name: 'Source', actions: [sourceAction('app')] },
          { name: 'Build', actions: [build] },
        ],
      },
    })

    const made = await type<Printed>('codepipeline create-pipeline --cli-input-json file://pipeline.json')

    expect(made.pipeline).toMatchObject({ name: 'app', version: 1, executionMode: 'SUPERSEDED' })
    const parameter = await type('ssm get-parameter --with-decryption --name /app/token')
    expect(parameter).toMatchObject({ Parameter: { Type: 'SecureString', Value: SECRET } })
    await becomes(await executionOf(await clone.git('rev-parse', 'HEAD')), 'Succeeded')
  })

  test('what get-pipeline prints is refused by update-pipeline while its metadata is in it', async () => {
    const printed = await type<Printed>('codepipeline get-pipeline --name app')
    expect(printed.metadata?.pipelineArn).toBe(`arn:aws:codepipeline:us-east-1:${ACCOUNT}:app`)
    await save('p.json', printed)

    const refused = await cli.failing('codepipeline', 'update-pipeline', '--cli-input-json', 'file://p.json')

    expect(refused).toContain('Unknown parameter in input: "metadata", must be one of: pipeline')
  })

  test('without it a stage can be added, and the next push goes through it; the old version is still there', async () => {
    const { pipeline } = await saved('p.json')
    await save('p.json', { pipeline: { ...pipeline, stages: [...(pipeline.stages ?? []), deployStage()] } })

    const updated = await type<Printed>('codepipeline update-pipeline --cli-input-json file://p.json')
    const pushed = await executionOf(await clone.push({ 'app.txt': 'two\n' }, 'Second'))
    await becomes(pushed, 'Succeeded')

    expect(updated.pipeline).toMatchObject({ version: 2, stages: [{}, {}, { name: 'Deploy' }] })
    expect(await execution(pushed)).toMatchObject({ pipelineVersion: 2 })
    const deploy = (await actionsOf(pushed)).find(({ stageName }) => stageName === 'Deploy')
    expect(deploy?.status).toBe('Succeeded')
    const { info } = await here.ended(deploy?.output.executionResult?.externalExecutionId ?? '')
    expect(info).toMatchObject({ status: 'Succeeded', deploymentOverview: { Succeeded: 1 } })
    const old = await type<Printed>('codepipeline get-pipeline --name app --pipeline-version 1')
    expect(old.pipeline).toMatchObject({ version: 1, stages: [{ name: 'Source' }, { name: 'Build' }] })
    expect(old.pipeline.stages).toHaveLength(2)
  })

  test('an execution started with variables waits for its approval, and goes on when it is given', async () => {
    const { pipeline } = await type<Printed>('codepipeline get-pipeline --name app')
    const [source, build, deploy] = pipeline.stages ?? []
    await save('approved.json', { pipeline: { ...pipeline, stages: [source, build, approvalStage(), deploy] } })
    await type('codepipeline update-pipeline --cli-input-json file://approved.json')

    const started = await start('--variables', 'name=GREETING,value=ahoy')
    const wrong = cli.failing(
      ...'codepipeline put-approval-result --pipeline-name app --stage-name Approve --action-name Approve'.split(' '),
      ...['--token', '00000000-0000-4000-8000-000000000000', '--result', 'summary=Good,status=Approved'],
    )
    expect(await wrong).toMatch(/\((InvalidApprovalTokenException|ApprovalAlreadyCompletedException)\)/)
    await approve(await tokenOfApproval())
    await becomes(started, 'Succeeded')

    expect(await execution(started)).toMatchObject({ variables: [{ name: 'GREETING', resolvedValue: 'ahoy' }] })
    const actions = await actionsOf(started)
    expect(actions.map(({ stageName, status }) => `${stageName} ${status}`)).toEqual([
      'Deploy Succeeded',
      'Approve Succeeded',
      'Build Succeeded',
      'Source Succeeded',
    ])
    const configuration = actions[2]?.input.resolvedConfiguration
    expect(configuration?.EnvironmentVariables).toBe('[{"name":"GREETING","value":"ahoy"}]')

    const buildId = actions[2]?.output.executionResult?.externalExecutionId ?? ''
    const events = await type<{ events: { message: string }[] }>(
      'logs get-log-events --start-from-head --log-group-name /aws/codebuild/app --log-stream-name',
      buildId.split(':')[1] ?? '',
    )
    const lines = events.events.map(({ message }) => message.trimEnd())
    expect(lines).toContain('ahoy from the build, with ***')
    expect(lines.join('\n')).not.toContain(SECRET)
  })

  test('a disabled transition keeps executions out until it is enabled; one that waits can be stopped', async () => {
    const transition = '--pipeline-name app --stage-name Approve --transition-type Inbound'
    await type(`codepipeline disable-stage-transition ${transition} --reason`, 'Nothing on Fridays')
    const started = await start()
    const waiting = await until('the execution waits before the stage', async () => {
      const state = await type<{ stageStates: Record<string, unknown>[] }>('codepipeline get-pipeline-state --name app')
      const stage = state.stageStates.find(({ stageName }) => stageName === 'Approve')
      return stage?.inboundExecution ? stage : undefined
    })

    expect(waiting).toMatchObject({
      inboundExecution: { pipelineExecutionId: started, status: 'InProgress' },
      inboundTransitionState: { enabled: false, disabledReason: 'Nothing on Fridays' },
    })

    await type(`codepipeline enable-stage-transition ${transition}`)
    await tokenOfApproval()
    const stop = `codepipeline stop-pipeline-execution --pipeline-name app --pipeline-execution-id ${started}`
    await type(`${stop} --abandon --reason`, 'Not today')
    await becomes(started, 'Stopped')

    expect(await execution(started)).toMatchObject({ statusSummary: 'Not today' })
    expect(await cli.failing(...stop.split(' '))).toMatch(/\(PipelineExecutionNotStoppableException\)/)
  })

  test('a build is started, looked at and read without a pipeline', async () => {
    await save('by-hand.json', {
      name: 'by-hand',
      source: { type: 'NO_SOURCE', buildspec: BUILDSPEC.replace(/artifacts:.*/s, '') },
      artifacts: { type: 'NO_ARTIFACTS' },
      environment: {
        type: 'LINUX_CONTAINER',
        image: 'aws/codebuild/standard:7.0',
        computeType: 'BUILD_GENERAL1_SMALL',
      },
      serviceRole: role('codebuild-role'),
    })
    await type('codebuild create-project --cli-input-json file://by-hand.json')

    const { build } = await type<{ build: { id: string; buildStatus: string; currentPhase: string } }>(
      'codebuild start-build --project-name by-hand --environment-variables-override',
      'name=GREETING,value=good morning',
    )
    const ended = await until('the build ends', async () => {
      const { builds } = await type<{ builds: { buildComplete: boolean; buildStatus: string; phases: object[] }[] }>(
        `codebuild batch-get-builds --ids ${build.id}`,
      )
      return builds[0]?.buildComplete ? builds[0] : undefined
    })

    expect(build).toMatchObject({ buildStatus: 'IN_PROGRESS', currentPhase: 'QUEUED' })
    expect(ended.buildStatus).toBe('SUCCEEDED')
    expect(ended.phases).toContainEqual(expect.objectContaining({ phaseType: 'BUILD', phaseStatus: 'SUCCEEDED' }))
    const found = await type<{ events: { message: string; logStreamName: string }[] }>(
      'logs filter-log-events --log-group-name /aws/codebuild/by-hand --filter-pattern',
      '"good morning from"',
    )
    expect(found.events).toEqual([
      expect.objectContaining({ logStreamName: build.id.split(':')[1], message: expect.stringMatching(/with \*\*\*/) }),
    ])
  })
})
