import type { ActionExecutionDetail, PipelineDeclaration } from '@aws-sdk/client-codepipeline'
import { expect, test } from 'vitest'
import { assembleView } from './assemble.ts'
import { T } from './testing.ts'

const type = (provider: string) => ({ category: 'Build', owner: 'AWS', provider, version: '1' }) as const
const definition: PipelineDeclaration = {
  name: 'web',
  roleArn: 'arn:aws:iam::123456789012:role/web',
  stages: [
    { name: 'Source', actions: [{ name: 'Source', actionTypeId: type('CodeCommit') }] },
    {
      name: 'Build',
      actions: [
        { name: 'Unit', actionTypeId: type('CodeBuild') },
        { name: 'Image', actionTypeId: type('CodeBuild') },
      ],
    },
  ],
}

function done(stageName: string, actionName: string, more: ActionExecutionDetail = {}): ActionExecutionDetail {
  const times = { startTime: new Date(T), lastUpdateTime: new Date(T + 1000) }
  return { stageName, actionName, status: 'Succeeded', ...times, ...more }
}

function assemble(actions: ActionExecutionDetail[], execution = {}) {
  return assembleView({
    definition,
    execution: { pipelineExecutionId: 'e-1', status: 'InProgress', ...execution },
    actions,
    startedAt: T,
  })
}
const statuses = (actions: ActionExecutionDetail[]) => assemble(actions).stages.map(({ status }) => status)

test('what has not begun is pending', () => {
  const view = assemble([done('Source', 'Source')])

  expect(view.stages.map(({ status }) => status)).toEqual(['Succeeded', 'Pending'])
  expect(view.stages[1]?.actions).toEqual([
    { name: 'Unit', provider: 'CodeBuild', status: 'Pending' },
    { name: 'Image', provider: 'CodeBuild', status: 'Pending' },
  ])
})

test.each([
  ['InProgress while one of its actions runs', ['InProgress', 'Failed'], 'InProgress'],
  ['InProgress between its actions', ['Succeeded'], 'InProgress'],
  ['Failed when one of its actions has', ['Succeeded', 'Failed'], 'Failed'],
  ['Succeeded when all have', ['Succeeded', 'Succeeded'], 'Succeeded'],
] as const)('a stage is %s', (_, [unit, image], expected) => {
  const image_ = image ? [done('Build', 'Image', { status: image })] : []

  expect(statuses([done('Build', 'Unit', { status: unit }), ...image_])[1]).toBe(expected)
})

test('of several attempts at an action the last one counts, in whatever order they are listed', () => {
  const failed = done('Build', 'Unit', { status: 'Failed' })
  const again = done('Build', 'Unit', { startTime: new Date(T + 9000), lastUpdateTime: new Date(T + 9500) })

  for (const actions of [
    [failed, again],
    [again, failed],
  ]) {
    expect(assemble(actions).stages[1]?.actions[0]).toMatchObject({ status: 'Succeeded', endedAt: T + 9500 })
  }
})

test('an action tells what it started, and why it failed', () => {
  const executionResult = {
    externalExecutionId: 'web:1',
    externalExecutionUrl: 'http://127.0.0.1/build',
    errorDetails: { code: 'JobFailed', message: 'Build terminated with state: FAILED' },
  }

  const view = assemble([done('Build', 'Unit', { status: 'Failed', output: { executionResult } })])

  expect(view.stages[1]?.actions[0]).toMatchObject({
    externalId: 'web:1',
    externalUrl: 'http://127.0.0.1/build',
    error: { code: 'JobFailed', message: 'Build terminated with state: FAILED' },
  })
})

test('a commit is shortened and named by the first line of its message; other revisions stay whole', () => {
  const of = (revisionId: string, revisionSummary?: string) =>
    assemble([], { artifactRevisions: [{ revisionId, revisionSummary }] }).revision

  expect(of('0a1b2c3d'.repeat(5), 'Say hello\n\nAnd why.\n')).toBe('0a1b2c3 Say hello')
  expect(of('version-of-an-object')).toBe('version-of-an-object')
})

test('an execution has ended when the last of its actions had', () => {
  const actions = [done('Source', 'Source'), done('Build', 'Unit', { lastUpdateTime: new Date(T + 7000) })]

  expect(assemble(actions).endedAt).toBeUndefined()
  expect(assemble(actions, { status: 'Failed' }).endedAt).toBe(T + 7000)
})
