import { describe, expect, test } from 'vitest'
import { answerApproval } from './approval.ts'
import { advanceExecution } from './execution-lifecycle.ts'
import type { StagePlan } from './execution-plan.ts'
import { type ExecutionFact, type ExecutionState, newExecution } from './execution-state.ts'
import { checkRetry, checkRollback, checkStart, checkStop, type RollbackTarget } from './requests.ts'
import { runningActions } from './stage-actions.ts'
import { advanceAdmission, newAdmission } from './stage-admission.ts'

const TIMEOUT = 60_000

const stage = (name: string, actions: Record<string, number>, change: Partial<StagePlan> = {}): StagePlan => ({
  name,
  actions: Object.entries(actions).map(([action, runOrder]) => ({ name: action, runOrder, timeout: TIMEOUT })),
  ...change,
})

/** An execution that was admitted to its only stage, or to the first of those given. */
function entered(...stages: StagePlan[]): ExecutionState {
  const plan = { account: '1', region: 'r', pipelineName: 'p', executionId: 'e', number: 1, version: 1, stages }
  return tell(newExecution(plan), { type: 'admitted', ticket: 1 })
}

const advance = (state: ExecutionState, facts: ExecutionFact[], now = 1) =>
  advanceExecution(state.phase === 'new' ? advanceExecution(state, [], 0).state : state, facts, now)
const tell = (state: ExecutionState, ...facts: ExecutionFact[]) => advance(state, facts).state

const running = ({ stages, at }: ExecutionState) =>
  runningActions(stages[at] ?? { actions: [] }).map(({ name }) => name)

/** That action of the current stage ends. */
function ended(state: ExecutionState, action: string, fails = false): ExecutionFact {
  const actionExecutionId = state.stages[state.at]?.actions.find(({ name }) => name === action)?.actionExecutionId ?? ''
  return { type: 'action-ended', actionExecutionId, error: fails ? { code: 'JobFailed', message: 'no' } : undefined }
}
const succeed = (state: ExecutionState, action: string) => tell(state, ended(state, action))
const fail = (state: ExecutionState, action: string) => tell(state, ended(state, action, true))
const retry = (name = 'S', mode: 'FAILED_ACTIONS' | 'ALL_ACTIONS' = 'FAILED_ACTIONS'): ExecutionFact => ({
  type: 'retry',
  stage: name,
  mode,
})
/** Retried, and let in again. */
const retried = (state: ExecutionState, mode: 'FAILED_ACTIONS' | 'ALL_ACTIONS' = 'FAILED_ACTIONS') =>
  tell(state, retry('S', mode), { type: 'admitted', ticket: 2 })

test('a new execution arrives in front of its first stage, and starts nothing before it is let in', () => {
  const plan = {
    account: '1',
    region: 'r',
    pipelineName: 'p',
    executionId: 'e',
    number: 7,
    version: 3,
    stages: [stage('S', { a: 1 })],
  }
  const { state, commands } = advanceExecution(newExecution(plan), [], 0)

  expect(state.messages).toEqual([{ type: 'moved', executionId: 'e', number: 7, version: 3, ticket: 1, to: 'S' }])
  expect(commands).toEqual([])
})

test('actions of one runOrder start together, the next when all have succeeded', () => {
  const state = entered(stage('S', { a: 1, b: 1, c: 5 }))
  expect(running(state)).toEqual(['a', 'b'])

  const one = succeed(state, 'a')
  expect(running(one)).toEqual(['b'])

  expect(running(succeed(one, 'b'))).toEqual(['c'])
})

test('when one fails the others of its runOrder end, later ones do not start, and the stage has failed', () => {
  const half = fail(entered(stage('S', { a: 1, b: 1, c: 2 })), 'a')
  expect(half).toMatchObject({ status: 'InProgress', phase: 'acting' })

  const state = succeed(half, 'b')

  expect(state).toMatchObject({ status: 'Failed', phase: 'ended', stages: [{ status: 'Failed' }] })
  expect(state.messages).toMatchObject([{ type: 'moved', from: 'S', failed: true }])
})

test('a stage that has succeeded is left for the next in one message', () => {
  const state = succeed(entered(stage('S', { a: 1 }), stage('T', { b: 1 })), 'a')

  expect(state).toMatchObject({ phase: 'arriving', at: 1, stages: [{ status: 'Succeeded' }, {}] })
  expect(state.messages).toMatchObject([{ type: 'moved', from: 'S', to: 'T' }])
})

test('after the last stage it has succeeded, and nothing can come after', () => {
  const state = entered(stage('S', { a: 1 }))

  const last = advance(state, [ended(state, 'a')])

  expect(last).toMatchObject({ done: true, wakeAt: undefined, state: { status: 'Succeeded' } })
})

test('an action without an answer has failed when its time is over', () => {
  const state = entered(stage('S', { a: 1 }))
  expect(advance(state, []).wakeAt).toBe(1 + TIMEOUT)

  const { state: over, commands } = advance(state, [], 1 + TIMEOUT)

  expect(over).toMatchObject({
    status: 'Failed',
    stages: [{ actions: [{ name: 'a', status: 'Failed', error: { code: 'JobFailed' } }] }],
  })
  expect(commands).toMatchObject([{ type: 'abandon-action', action: 'a' }])
})

test('an answer to an earlier attempt changes nothing', () => {
  const first = entered(stage('S', { a: 1 }))
  const second = retried(fail(first, 'a'))

  expect(tell(second, ended(first, 'a'))).toEqual({ ...second, messages: [] })
})

describe('retrying', () => {
  const failed = fail(succeed(entered(stage('S', { a: 1, b: 2 })), 'a'), 'b')

  test('the failed actions leaves alone what has succeeded', () => {
    const state = retried(failed)

    expect(running(state)).toEqual(['b'])
    expect(state).toMatchObject({
      status: 'InProgress',
      stages: [
        {
          actions: [
            { name: 'a', attempt: 1 },
            { name: 'b', attempt: 2 },
          ],
          retries: { manual: 1 },
        },
      ],
    })
  })

  test('all actions begins with the first runOrder', () => {
    expect(running(retried(failed, 'ALL_ACTIONS'))).toEqual(['a'])
  })

  test('starts nothing before the stage lets it in, and stays failed for good when it does not', () => {
    const asked = tell(failed, retry())
    expect(asked).toMatchObject({ phase: 'returning', status: 'InProgress' })
    expect(asked.messages).toMatchObject([{ type: 'returned', stage: 'S', ticket: 2 }])

    expect(advance(asked, [{ type: 'return-refused', ticket: 2 }])).toMatchObject({
      done: true,
      state: { status: 'Failed' },
    })
  })

  test('of a failed action is possible while others of the stage still run', () => {
    const state = tell(fail(entered(stage('S', { a: 1, b: 1 })), 'a'), retry())

    expect(running(state)).toEqual(['b', 'a'])
  })

  test('happens by itself once, where the stage says so', () => {
    const first = entered(stage('S', { a: 1 }, { onFailure: { result: 'RETRY' } }))

    const again = fail(first, 'a')
    expect(running(again)).toEqual(['a'])

    expect(fail(again, 'a')).toMatchObject({ status: 'Failed', stages: [{ retries: { automatic: 1, manual: 0 } }] })
  })

  test('is over once another execution was let in', () => {
    expect(advance(failed, [{ type: 'overtaken', stage: 'S' }]).done).toBe(true)
    expect(tell(tell(failed, { type: 'overtaken', stage: 'S' }), retry()).phase).toBe('ended')
  })

  test('that is stopped after another execution was let in leaves nothing to come back to', () => {
    const overtaken = tell(failed, retry(), { type: 'overtaken', stage: 'S' })

    expect(advance(overtaken, [{ type: 'stop', abandon: true }])).toMatchObject({
      done: true,
      state: { status: 'Failed' },
    })
  })
})

describe('stopping', () => {
  const two = entered(stage('S', { a: 1, b: 2 }))

  test('waits for what runs, and starts nothing more', () => {
    const stopping = tell(two, { type: 'stop', abandon: false })
    expect(stopping).toMatchObject({ status: 'Stopping', stages: [{ status: 'Stopping' }] })

    expect(succeed(stopping, 'a')).toMatchObject({ status: 'Stopped', phase: 'ended', stages: [{ status: 'Stopped' }] })
  })

  test('abandons what runs when asked to, also while it waits', () => {
    const waiting = tell(two, { type: 'stop', abandon: false })

    const { state, commands } = advance(waiting, [{ type: 'stop', abandon: true }])

    expect(state).toMatchObject({ status: 'Stopped', stages: [{ actions: [{ name: 'a', status: 'Abandoned' }] }] })
    expect(commands).toMatchObject([{ type: 'abandon-action', action: 'a' }])
  })

  test('in front of a stage ends it for good', () => {
    const waiting = succeed(entered(stage('S', { a: 1 }), stage('T', { b: 1 })), 'a')

    expect(advance(waiting, [{ type: 'stop', abandon: false }])).toMatchObject({
      done: true,
      state: { status: 'Stopped' },
    })
  })

  test('can be followed by a retry', () => {
    const stopped = tell(two, { type: 'stop', abandon: true })

    expect(running(retried(stopped))).toEqual(['a'])
  })
})

describe('conditions', () => {
  const condition = (passed: boolean, check = 1): ExecutionFact => ({
    type: 'condition-ended',
    stage: 'S',
    check,
    passed,
  })

  test('before entry hold up the actions', () => {
    const state = entered(stage('S', { a: 1 }, { beforeEntry: 'FAIL' }))
    expect(running(state)).toEqual([])

    expect(running(tell(state, condition(true)))).toEqual(['a'])
    expect(tell(state, condition(false))).toMatchObject({ status: 'Failed', final: true })
    expect(tell(state, condition(true, 9))).toMatchObject({ phase: 'before-entry' })
  })

  test('skip the stage where they say so', () => {
    const state = entered(stage('S', { a: 1 }, { beforeEntry: 'SKIP' }), stage('T', { b: 1 }))

    expect(tell(state, condition(false))).toMatchObject({
      phase: 'arriving',
      at: 1,
      stages: [{ status: 'Skipped' }, {}],
    })
  })

  test('that are overridden pass', () => {
    const state = entered(stage('S', { a: 1 }, { beforeEntry: 'FAIL' }))

    const { state: after, commands } = advance(state, [
      { type: 'condition-overridden', stage: 'S', hook: 'beforeEntry' },
    ])

    expect(running(after)).toEqual(['a'])
    expect(commands).toMatchObject([{ type: 'abandon-condition', check: 1 }, { type: 'start-action' }])
  })

  test('after success roll back a stage that should not stay', () => {
    const state = succeed(entered(stage('S', { a: 1 }, { onSuccess: 'ROLLBACK' })), 'a')
    expect(state.phase).toBe('after-success')

    const { state: after, commands } = advance(state, [condition(false)])

    expect(after).toMatchObject({ status: 'Failed', stages: [{ status: 'Failed' }] })
    expect(commands).toEqual([{ type: 'roll-back', stage: 'S' }])
  })

  test.each([
    [true, 0],
    [false, 1],
  ])('after failure that hold (%s) roll back %d times', (passed, times) => {
    const state = fail(entered(stage('S', { a: 1 }, { onFailure: { conditions: 'ROLLBACK' } })), 'a')

    const { state: after, commands } = advance(state, [condition(passed)])

    expect(after.status).toBe('Failed')
    expect(commands.filter(({ type }) => type === 'roll-back')).toHaveLength(times)
  })
})

test('a new version lets running actions end, then the execution is cancelled', () => {
  const state = tell(entered(stage('S', { a: 1, b: 2 })), { type: 'outdated' })
  expect(running(state)).toEqual(['a'])

  const last = advance(state, [ended(state, 'a')])

  expect(last).toMatchObject({ done: true, state: { status: 'Cancelled', stages: [{ status: 'Cancelled' }] } })
})

describe('requests', () => {
  const state = entered(stage('S', { a: 1, b: 1 }))
  const failed = fail(fail(state, 'a'), 'b')
  const codeOf = (call: () => void) => {
    try {
      call()
    } catch (error) {
      return (error as { code?: string }).code?.replace('Exception', '')
    }
    return 'accepted'
  }
  /** The pipeline after these have come to its stage one after another; the first failed there. */
  const admission = (...later: string[]) => {
    const entrant = (executionId: string, number: number) => ({
      type: 'moved' as const,
      executionId,
      number,
      ticket: 1,
      version: 1,
    })
    return advanceAdmission(newAdmission(1, 'SUPERSEDED', ['Source', 'S']), [
      { ...entrant('e', 1), to: 'S' },
      { ...entrant('e', 1), from: 'S', failed: true },
      ...later.map((id, index) => ({ ...entrant(id, index + 2), to: 'S' })),
    ])
  }

  test.each<[string, ExecutionState, boolean, string]>([
    ['what runs', state, false, 'accepted'],
    ['what is being stopped', tell(state, { type: 'stop', abandon: false }), false, 'DuplicatedStopRequest'],
    ['what is being stopped, to be abandoned', tell(state, { type: 'stop', abandon: false }), true, 'accepted'],
    ['what has ended', failed, true, 'PipelineExecutionNotStoppable'],
  ])('stopping %s', (_, execution, abandon, expected) => {
    expect(codeOf(() => checkStop(execution, { abandon }))).toBe(expected)
  })

  test.each<[string, ExecutionState, ReturnType<typeof admission>, 'FAILED_ACTIONS' | 'ALL_ACTIONS', string]>([
    ['a failed stage', failed, admission(), 'ALL_ACTIONS', 'accepted'],
    ['a failed stage that another one came to', failed, admission('f'), 'FAILED_ACTIONS', 'NotLatestPipelineExecution'],
    ['a stage in which nothing failed', state, admission(), 'FAILED_ACTIONS', 'StageNotRetryable'],
    ['a stage in which one failed and one runs', fail(state, 'a'), admission(), 'FAILED_ACTIONS', 'accepted'],
    ['all of it then', fail(state, 'a'), admission(), 'ALL_ACTIONS', 'StageNotRetryable'],
    ['a second time', tell(failed, retry()), admission(), 'FAILED_ACTIONS', 'StageNotRetryable'],
    ['in an older version', failed, { ...admission(), version: 2 }, 'FAILED_ACTIONS', 'StageNotRetryable'],
  ])('retrying %s', (_, execution, pipeline, mode, expected) => {
    expect(codeOf(() => checkRetry(execution, { stage: 'S', mode }, pipeline))).toBe(expected)
  })

  const target: RollbackTarget = {
    executionId: 't',
    version: 1,
    status: 'Succeeded',
    isRollback: false,
    stageStatus: 'Succeeded',
  }
  test.each<[string, string, Partial<RollbackTarget>, string]>([
    ['what succeeded there', 'S', {}, 'accepted'],
    ['the source stage', 'Source', {}, 'UnableToRollbackStage'],
    ['a rollback', 'S', { isRollback: true }, 'UnableToRollbackStage'],
    ['another version', 'S', { version: 0 }, 'UnableToRollbackStage'],
    ['what skipped it', 'S', { stageStatus: 'Skipped' }, 'UnableToRollbackStage'],
  ])('rolling back to %s', (_, name, change, expected) => {
    expect(codeOf(() => checkRollback(name, { ...target, ...change }, admission()))).toBe(expected)
  })

  test('a stage in progress is not rolled back', () => {
    expect(codeOf(() => checkRollback('S', target, admission('f')))).toBe('UnableToRollbackStage')
  })

  test.each([
    ['QUEUED' as const, 49, 'accepted'],
    ['QUEUED' as const, 50, 'ConcurrentPipelineExecutionsLimitExceeded'],
    ['SUPERSEDED' as const, 50, 'accepted'],
  ])('starting one more in mode %s besides %d', (mode, unfinished, expected) => {
    expect(codeOf(() => checkStart(mode, unfinished))).toBe(expected)
  })

  const approval = {
    name: 'Approve',
    token: 'token-1',
    action: { status: 'InProgress' as const },
  }
  test('an approval and a rejection end the action', () => {
    expect(answerApproval(approval, 'token-1', { status: 'Approved', summary: '' })).toEqual({
      type: 'succeeded',
    })
    expect(answerApproval(approval, 'token-1', { status: 'Rejected', summary: 'not today' })).toMatchObject({
      type: 'failed',
      summary: 'not today',
      error: { code: 'JobFailed', message: 'Rejected: not today' },
    })
  })

  test('a wrong token is refused first, then a second answer', () => {
    const answered = { ...approval, action: { status: 'Succeeded' as const } }
    const yes = { status: 'Approved' as const, summary: '' }

    expect(codeOf(() => answerApproval(answered, 'token-2', yes))).toBe('InvalidApprovalToken')
    expect(codeOf(() => answerApproval(answered, 'token-1', yes))).toBe('ApprovalAlreadyCompleted')
  })
})
