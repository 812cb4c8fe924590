import { ServiceError, systemClock } from '@towpath/base'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CommandsBuild } from '../ports/commands-builds.ts'
import { BUILT_IN_TYPES } from '../rules/action-types/index.ts'
import { actionRequest, type ProviderWorld, providerWorld, scriptedRole } from '../testing/provider-world.ts'
import type { ActionRequest } from './provider.ts'
import type { RuleRequest } from './rule.ts'
import { ruleProviders } from './rule-index.ts'

let world: ProviderWorld
beforeAll(async () => {
  world = await providerWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const signal = new AbortController().signal

function start(type: string, change: Partial<ActionRequest>) {
  const [category = '', owner = '', provider = ''] = type.split('/')
  return world.providers({ category, owner, provider })?.start(actionRequest(world.role, change), signal)
}

test('every action type that a pipeline may hold is carried out or refused', () => {
  const missing = BUILT_IN_TYPES.filter(({ id }) => {
    const { category = '', owner = '', provider = '' } = id
    return !world.providers({ category, owner, provider })
  })

  expect(missing).toEqual([])
})

test('custom actions of any name are for workers', () => {
  expect(world.providers({ category: 'Test', owner: 'Custom', provider: 'Ours' })).toBe(world.jobs)
})

test.each([
  ['Invoke/AWS/Lambda', 'there is no Lambda here'],
  ['Source/AWS/ECR', 'there is no Amazon ECR here'],
  ['Deploy/AWS/ECS', 'Deploy to hosts with a CodeDeploy action'],
])('%s is refused with what does the same here', async (type, text) => {
  expect(await start(type, {})).toMatchObject({
    type: 'failed',
    error: { code: 'ConfigurationError', message: expect.stringContaining(text) },
  })
})

const commandsAction: Partial<ActionRequest> = {
  action: {
    name: 'Test',
    actionTypeId: { category: 'Compute', owner: 'AWS', provider: 'Commands', version: '1' },
    runOrder: 1,
    configuration: {},
    outputArtifacts: [{ name: 'Out', files: ['dist/**', '-x'] }],
    outputVariables: ['TAG'],
    roleArn: 'arn:aws:iam::123456789012:role/TestRole',
  },
  commands: ['npm ci', 'echo "it\'s" > "a b.txt"'],
  environmentVariables: [{ name: 'KEY', value: 'v', type: 'PLAINTEXT' }],
}

test('commands become a build without a project, in the name of the pipeline', async () => {
  const outcome = await start('Compute/AWS/Commands', commandsAction)

  const [build] = world.commands.started.splice(0) as CommandsBuild[]
  expect(outcome).toMatchObject({
    type: 'waiting',
    externalExecutionId: 'pipeline-web-Test:6fa459ea-ee8a-8ca4-894e-db77e160355e',
  })
  expect(build).toMatchObject({
    buildId: 'pipeline-web-Test:6fa459ea-ee8a-8ca4-894e-db77e160355e',
    initiator: 'codepipeline/web',
    role: {
      pipelineRoleArn: 'arn:aws:iam::123456789012:role/CodePipelineRole',
      actionRoleArn: 'arn:aws:iam::123456789012:role/TestRole',
    },
    environment: { type: 'LINUX_CONTAINER', computeType: 'BUILD_GENERAL1_SMALL' },
    sources: [{ identifier: 'In', bucket: 'artifacts', key: 'web/In/abcdefg' }],
    artifact: { bucket: 'artifacts', key: 'web/Out/hijklmn' },
    logGroup: '/aws/codepipeline/web',
    timeoutInMinutes: 55,
  })
  expect(JSON.parse(build?.buildspec ?? '')).toEqual({
    version: '0.2',
    env: { 'exported-variables': ['TAG'] },
    phases: { build: { commands: ['npm ci', 'echo "it\'s" > "a b.txt"'] } },
    artifacts: { files: ['dist/**', '-x'] },
  })
})

test('the build of commands hands variables on, and ends with an action that is abandoned', async () => {
  const provider = world.providers({ category: 'Compute', owner: 'AWS', provider: 'Commands' })
  const request = actionRequest(world.role, commandsAction)

  const outcome = await provider?.check?.(request, {}, signal)
  await provider?.abandon?.(request, {}, signal)

  expect(outcome).toMatchObject({ type: 'succeeded', outputVariables: { TAG: 'v1' } })
  expect(world.commands.stopped).toEqual(['pipeline-web-Test:6fa459ea-ee8a-8ca4-894e-db77e160355e'])
})

test('a build has the id of one, whatever pipeline and action are called', async () => {
  const action = { ...actionRequest(world.role).action, name: '.@-_'.repeat(25) }
  const outcome = await start('Compute/AWS/Commands', { pipelineName: '@'.repeat(100), action })
  world.commands.started.splice(0)

  expect(outcome?.externalExecutionId).toMatch(/^[A-Za-z0-9][\w-]{1,149}:[0-9a-f-]{36}$/)
})

const invoke = (configuration: Record<string, string>, answer: () => unknown) => {
  const { role, asked } = scriptedRole({ 'codepipeline:StartPipelineExecution': answer })
  return { asked, outcome: start('Invoke/AWS/CodePipeline', { role, configuration }) }
}

test('another pipeline is started once, with revisions and variables', async () => {
  const { asked, outcome } = invoke(
    {
      PipelineName: 'next',
      SourceRevisions: '[{"actionName":"Source","revisionType":"COMMIT_ID","revisionValue":"abc"}]',
      Variables: '[{"name":"TAG","value":"v1"}]',
    },
    () => ({ pipelineExecutionId: 'e-1' }),
  )

  expect(await outcome).toMatchObject({ type: 'succeeded', externalExecutionId: 'e-1' })
  expect(asked[0]?.[1]).toEqual({
    name: 'next',
    clientRequestToken: '6fa459ea-ee8a-8ca4-894e-db77e160355e',
    sourceRevisions: [{ actionName: 'Source', revisionType: 'COMMIT_ID', revisionValue: 'abc' }],
    variables: [{ name: 'TAG', value: 'v1' }],
  })
})

test.each(['{', '{}', '[1]', '[null]', '[{"name":"TAG"}]'])(
  'variables like %s start no pipeline',
  async (Variables) => {
    const { asked, outcome } = invoke({ PipelineName: 'next', Variables }, () => ({}))

    expect(await outcome).toMatchObject({ type: 'failed', error: { code: 'ConfigurationError' } })
    expect(asked).toEqual([])
  },
)

test('a pipeline that is not there is named', async () => {
  const { outcome } = invoke({ PipelineName: 'gone' }, () => {
    throw new ServiceError('PipelineNotFoundException', "Account '1' does not have a pipeline with name 'gone'")
  })

  expect(await outcome).toMatchObject({
    error: { code: 'ConfigurationError', message: expect.stringContaining("'gone'") },
  })
})

function rule(provider: string, configuration: Record<string, string>, now = Date.UTC(2026, 2, 4, 9, 30)) {
  const links = { build: () => undefined, deployment: () => undefined, execution: () => undefined }
  const rules = ruleProviders({ commandsBuilds: world.commands, links, clock: { ...systemClock, now: () => now } })
  const { role, asked } = scriptedRole({
    'codebuild:StartBuild': () => ({ build: { id: 'check:1', buildStatus: 'IN_PROGRESS' } }),
  })
  const { action: _, actionExecutionId, outputs: _o, sourceRevisions: _s, ...request } = actionRequest(role)
  const asRule: RuleRequest = {
    ...request,
    configuration,
    rule: { name: 'Check', ruleTypeId: { category: 'Rule', owner: 'AWS', provider, version: '1' }, configuration },
    hook: 'beforeEntry',
    ruleExecutionId: actionExecutionId,
  }
  return { asked, outcome: rules(provider)?.start(asRule, signal) }
}

test.each([
  ['VariableCheck', { Variable: 'main', Operator: 'EQ', Value: 'main' }, 'succeeded', undefined],
  ['VariableCheck', { Variable: 'dev', Operator: 'EQ', Value: 'main' }, 'failed', 'JobFailed'],
  ['VariableCheck', { Variable: 'dev', Operator: 'MATCHES', Value: '(' }, 'failed', 'ConfigurationError'],
  ['DeploymentWindow', { Cron: '* 9-17 ? * * *' }, 'succeeded', undefined],
  ['DeploymentWindow', { Cron: '* 9-17 ? * * *', TimeZone: 'Asia/Tokyo' }, 'waiting', undefined],
  ['DeploymentWindow', { Cron: 'always' }, 'failed', 'ConfigurationError'],
  ['DeploymentWindow', { Cron: '* * * * ? *', TimeZone: 'Nowhere' }, 'failed', 'ConfigurationError'],
  ['CloudWatchAlarm', { AlarmName: 'a' }, 'failed', 'ConfigurationError'],
  ['LambdaInvoke', { FunctionName: 'f' }, 'failed', 'ConfigurationError'],
])('the rule %s with %j: %s %s', async (provider, configuration, type, code) => {
  const outcome = await rule(provider, configuration).outcome

  expect(outcome).toMatchObject({ type, ...(code && { error: { code } }) })
})

test('a window that is closed is looked at again when it opens', async () => {
  expect(await rule('DeploymentWindow', { Cron: '0 10 * * ? *' }).outcome).toMatchObject({ checkAfter: 30 * 60_000 })
})

test('a rule may be a build, which puts nothing out', async () => {
  const { asked, outcome } = rule('CodeBuild', { ProjectName: 'check' })

  expect(await outcome).toMatchObject({ type: 'waiting', externalExecutionId: 'check:1' })
  expect(asked[0]?.[1]).toMatchObject({ projectName: 'check', artifactsOverride: { type: 'CODEPIPELINE' } })
})
