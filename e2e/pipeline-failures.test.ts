import { DeleteProjectCommand, UpdateProjectCommand } from '@aws-sdk/client-codebuild'
import { CreateBranchCommand, GetBranchCommand } from '@aws-sdk/client-codecommit'
import {
  type ActionExecutionDetail,
  GetPipelineCommand,
  GetPipelineStateCommand,
  PutApprovalResultCommand,
  RetryStageExecutionCommand,
  type StageDeclaration,
  StartPipelineExecutionCommand,
  UpdatePipelineCommand,
} from '@aws-sdk/client-codepipeline'
import { DeleteRolePolicyCommand, PutRolePolicyCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam'
import { until } from '@towpath/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appspec, type Files, script } from './support/bundle.ts'
import { approvalStage, buildStage, type Delivery, delivery, deployStage, policy } from './support/delivery.ts'
import type { Clone } from './support/git.ts'
import { trustPolicy } from './support/roles.ts'

/** Builds nothing: `commands` are what a test wants to happen. */
const buildspec = (commands: string[], files = "'**/*'") =>
  [
    'version: 0.2',
    'phases:',
    '  build:',
    '    commands:',
    ...commands.map((command) => `      - ${JSON.stringify(command)}`),
    `artifacts:\n  files: ${files}`,
    '',
  ].join('\n')

const GOOD: Files = { 'buildspec.yml': buildspec(['echo built']), 'app.txt': 'one\n', 'appspec.yml': appspec([]) }

let here: Delivery
beforeAll(async () => {
  here = await delivery({ instances: 1 })
})
afterAll(() => here?.[Symbol.asyncDispose]())

interface Failed {
  executionId: string
  action: ActionExecutionDetail
}

/** A repository, a project and a pipeline of one name. */
async function pipeline(name: string, files: Files, stages: StageDeclaration[] = [buildStage(name)]): Promise<Clone> {
  const clone = await here.repository(name, files)
  await here.project(name)
  await here.pipeline(name, name, stages)
  return clone
}

/** The newest execution of a pipeline, which fails in that action. */
async function failed(name: string, action: string): Promise<Failed> {
  const newest = await until(`an execution of ${name}`, async () => (await here.executions(name))[0])
  const executionId = newest.pipelineExecutionId ?? ''
  expect(await here.ended(name, executionId)).toBe('Failed')
  const found = (await here.actions(name, executionId)).get(action)
  if (!found) throw new Error(`${action} was not run`)
  expect(found.status).toBe('Failed')
  return { executionId, action: found }
}

async function retry(name: string, stageName: string, pipelineExecutionId: string): Promise<string> {
  await here.codepipeline.send(
    new RetryStageExecutionCommand({ pipelineName: name, stageName, pipelineExecutionId, retryMode: 'FAILED_ACTIONS' }),
  )
  return here.ended(name, pipelineExecutionId)
}

const errorOf = ({ action }: Failed) => action.output?.executionResult?.errorDetails
const externalOf = ({ action }: Failed) => action.output?.executionResult

test('a failing test in the build fails the build action, with a link to the log that shows it', async () => {
  const clone = await pipeline('failing-test', {
    ...GOOD,
    'buildspec.yml': buildspec(['echo "1 of 7 tests failed: adds" >&2', 'exit 3']),
  })

  const failure = await failed('failing-test', 'Build/Build')
  const { externalExecutionId = '', externalExecutionUrl } = externalOf(failure) ?? {}
  const build = await here.build(externalExecutionId)

  expect(errorOf(failure)).toMatchObject({ code: 'JobFailed' })
  expect(errorOf(failure)?.message).toContain('Build terminated with state: FAILED')
  expect(errorOf(failure)?.message).toContain('COMMAND_EXECUTION_ERROR')
  expect(errorOf(failure)?.message).toContain('exit status 3')
  expect(externalExecutionUrl).toContain(encodeURIComponent('failing-test'))
  expect(build).toMatchObject({ buildStatus: 'FAILED', buildComplete: true, initiator: 'codepipeline/failing-test' })
  expect(await here.buildLog(externalExecutionId)).toContain('1 of 7 tests failed: adds')

  const mended = await clone.push(GOOD, 'Mend the test')
  expect(await here.ended('failing-test', await here.executionOf('failing-test', mended))).toBe('Succeeded')
})

test('an artifact file that is missing fails the upload, and names the pattern', async () => {
  await pipeline('no-artifact', { ...GOOD, 'buildspec.yml': buildspec(['true'], 'dist/app.zip') })

  const failure = await failed('no-artifact', 'Build/Build')
  const build = await here.build(externalOf(failure)?.externalExecutionId ?? '')

  expect(errorOf(failure)).toMatchObject({ code: 'JobFailed' })
  expect(errorOf(failure)?.message).toContain('UPLOAD_ARTIFACTS')
  const upload = build.phases?.find(({ phaseType }) => phaseType === 'UPLOAD_ARTIFACTS')
  expect(upload).toMatchObject({ phaseStatus: 'FAILED', contexts: [{ statusCode: 'CLIENT_ERROR' }] })
  expect(upload?.contexts?.[0]?.message).toContain('no matching artifact paths found')
})

test('a branch that is missing fails the source; once it is there a retry goes on from there', async () => {
  const clone = await pipeline('no-branch', GOOD)
  await firstSucceeds('no-branch')
  await changeBranch('no-branch', 'release/1.0')
  const { pipelineExecutionId: started = '' } = await here.codepipeline.send(
    new StartPipelineExecutionCommand({ name: 'no-branch' }),
  )
  expect(await here.ended('no-branch', started)).toBe('Failed')
  const source = (await here.actions('no-branch', started)).get('Source/Source')

  expect(source?.output?.executionResult?.errorDetails?.message).toContain('release/1.0')
  expect(source?.output?.executionResult?.errorDetails?.message).toContain('no-branch')

  const branch = { repositoryName: 'no-branch', branchName: 'release/1.0' }
  await here.codecommit.send(new CreateBranchCommand({ ...branch, commitId: await clone.git('rev-parse', 'HEAD') }))
  expect((await here.codecommit.send(new GetBranchCommand(branch))).branch?.branchName).toBe('release/1.0')
  expect(await retry('no-branch', 'Source', started)).toBe('Succeeded')
})

/** Its first execution, which CreatePipeline starts, is over. */
async function firstSucceeds(name: string): Promise<void> {
  expect(await here.ended(name, await here.firstExecution(name))).toBe('Succeeded')
}

async function changeBranch(name: string, BranchName: string): Promise<void> {
  const { pipeline: found } = await here.codepipeline.send(new GetPipelineCommand({ name }))
  if (!found?.stages) throw new Error('The pipeline has no stages')
  for (const action of found.stages[0]?.actions ?? []) {
    // What comes to be there is not to start an execution of its own.
    action.configuration = { ...action.configuration, BranchName, PollForSourceChanges: 'false' }
  }
  await here.codepipeline.send(new UpdatePipelineCommand({ pipeline: found }))
}

test('a project that is missing fails the build action as a configuration error', async () => {
  await here.repository('no-project', GOOD)
  await here.project('no-project')
  await here.codebuild.send(new DeleteProjectCommand({ name: 'no-project' }))
  await here.pipeline('no-project', 'no-project', [buildStage('no-project')])

  const failure = await failed('no-project', 'Build/Build')

  expect(errorOf(failure)).toMatchObject({ code: 'ConfigurationError' })
  expect(errorOf(failure)?.message).toContain('no-project')
  await here.project('no-project')
  expect(await retry('no-project', 'Build', failure.executionId)).toBe('Succeeded')
})

test('a role without a permission fails the action that needs it, and names what is missing', async () => {
  const { iam } = here.world
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'pipeline',
      PolicyName: 'less',
      PolicyDocument: policy([{ Action: ['codebuild:StartBuild'], Resource: '*' }]).replace('Allow', 'Deny'),
    }),
  )
  await pipeline('no-permission', GOOD)

  const failure = await failed('no-permission', 'Build/Build')

  expect(errorOf(failure)).toMatchObject({ code: 'PermissionError' })
  expect(errorOf(failure)?.message).toContain('codebuild:StartBuild')
  await iam.send(new DeleteRolePolicyCommand({ RoleName: 'pipeline', PolicyName: 'less' }))
  expect(await retry('no-permission', 'Build', failure.executionId)).toBe('Succeeded')
})

test('a role of the project that may not be assumed fails the build', async () => {
  const { iam } = here.world
  await pipeline('no-trust', GOOD)
  await firstSucceeds('no-trust')
  const trust = (service: string) =>
    iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'build', PolicyDocument: trustPolicy(service) }))
  await trust('ec2.amazonaws.com')
  const { pipelineExecutionId: started = '' } = await here.codepipeline.send(
    new StartPipelineExecutionCommand({ name: 'no-trust' }),
  )
  expect(await here.ended('no-trust', started)).toBe('Failed')
  const action = (await here.actions('no-trust', started)).get('Build/Build')

  expect(action?.output?.executionResult?.errorDetails?.message).toContain('role/build')
  await trust('codebuild.amazonaws.com')
  expect(await retry('no-trust', 'Build', started)).toBe('Succeeded')
})

test('a role of the pipeline that may not be assumed fails its first action, and a retry helps once it is mended', async () => {
  const { iam } = here.world
  await pipeline('no-pipeline-trust', GOOD)
  await firstSucceeds('no-pipeline-trust')
  const trust = (service: string) =>
    iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'pipeline', PolicyDocument: trustPolicy(service) }))
  await trust('ec2.amazonaws.com')
  const { pipelineExecutionId: started = '' } = await here.codepipeline.send(
    new StartPipelineExecutionCommand({ name: 'no-pipeline-trust' }),
  )
  expect(await here.ended('no-pipeline-trust', started)).toBe('Failed')
  const source = (await here.actions('no-pipeline-trust', started)).get('Source/Source')

  expect(source?.output?.executionResult?.errorDetails?.message).toContain('role/pipeline')
  await trust('codepipeline.amazonaws.com')
  expect(await retry('no-pipeline-trust', 'Source', started)).toBe('Succeeded')
})

test('a rejected approval fails its stage with what the approver said; a retry asks again', async () => {
  await pipeline('rejected', GOOD, [approvalStage(), buildStage('rejected')])

  async function answer(status: 'Approved' | 'Rejected', summary: string): Promise<void> {
    const token = await until('the approval asks', async () => {
      const { stageStates = [] } = await here.codepipeline.send(new GetPipelineStateCommand({ name: 'rejected' }))
      const states = stageStates.find(({ stageName }) => stageName === 'Approve')?.actionStates
      const latest = states?.[0]?.latestExecution
      return latest?.status === 'InProgress' ? latest.token : undefined
    })
    const place = { pipelineName: 'rejected', stageName: 'Approve', actionName: 'Approve', token }
    await here.codepipeline.send(new PutApprovalResultCommand({ ...place, result: { status, summary } }))
  }

  await answer('Rejected', 'Not on a Friday')
  const failure = await failed('rejected', 'Approve/Approve')
  expect(JSON.stringify(failure.action.output?.executionResult)).toContain('Not on a Friday')

  const ended = retry('rejected', 'Approve', failure.executionId)
  await answer('Approved', 'Now')
  expect(await ended).toBe('Succeeded')
})

test('a deployment that fails fails the deploy action, with its id; mended, the next push goes through', async () => {
  const broken: Files = {
    ...GOOD,
    'appspec.yml': appspec(['ApplicationStart']),
    'scripts/ApplicationStart.sh': script('echo "docker: command not found" >&2', 'exit 127'),
  }
  const clone = await pipeline('failing-deploy', broken, [buildStage('failing-deploy'), deployStage()])

  const failure = await failed('failing-deploy', 'Deploy/Deploy')
  const id = externalOf(failure)?.externalExecutionId ?? ''

  expect(id).toMatch(/^d-[A-Z0-9]{9}$/)
  expect(errorOf(failure)).toMatchObject({ code: 'JobFailed' })
  expect(errorOf(failure)?.message).toContain(id)
  const { targets } = await here.world.ended(id)
  expect(JSON.stringify(targets)).toContain('docker: command not found')

  const mended = await clone.push({ 'scripts/ApplicationStart.sh': script('echo started') }, 'Mend the start')
  expect(await here.ended('failing-deploy', await here.executionOf('failing-deploy', mended))).toBe('Succeeded')
})

test('a bundle without an appspec fails the deployment of it, and says so', async () => {
  const { 'appspec.yml': _, ...without } = GOOD
  const clone = await pipeline('no-appspec', without, [buildStage('no-appspec'), deployStage()])

  const failure = await failed('no-appspec', 'Deploy/Deploy')
  const { targets } = await here.world.ended(externalOf(failure)?.externalExecutionId ?? '')

  expect(JSON.stringify(targets)).toContain('did not find an AppSpec file')
  const mended = await clone.push(GOOD, 'Add the appspec')
  expect(await here.ended('no-appspec', await here.executionOf('no-appspec', mended))).toBe('Succeeded')
})

test('a buildspec that cannot be read fails the download of the source, with its line', async () => {
  await pipeline('bad-buildspec', { ...GOOD, 'buildspec.yml': 'version: 0.2\nphases:\n  build:\n   commands: [\n' })

  const failure = await failed('bad-buildspec', 'Build/Build')
  const build = await here.build(externalOf(failure)?.externalExecutionId ?? '')

  expect(build.phases?.find(({ phaseType }) => phaseType === 'DOWNLOAD_SOURCE')).toMatchObject({
    phaseStatus: 'FAILED',
    contexts: [{ statusCode: 'YAML_FILE_ERROR' }],
  })
  await here.codebuild.send(
    new UpdateProjectCommand({
      name: 'bad-buildspec',
      source: { type: 'CODEPIPELINE', buildspec: buildspec(['echo mended']) },
    }),
  )
  expect(await retry('bad-buildspec', 'Build', failure.executionId)).toBe('Succeeded')
})
