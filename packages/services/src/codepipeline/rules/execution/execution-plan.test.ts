import { expect, test } from 'vitest'
import { approvalAction, deployAction, pipeline, sourceAction } from '../../testing/definitions.ts'
import { withDefaults } from '../pipeline.ts'
import { actionExecutionId } from './action-execution-id.ts'
import { actionTimeout, planStages } from './execution-plan.ts'

const MINUTE = 60_000
const condition = (result: 'SKIP' | 'ROLLBACK') => ({ conditions: [{ result, rules: [] }] })

const definition = withDefaults(
  pipeline({
    stages: [
      { name: 'Source', actions: [sourceAction()] },
      {
        name: 'Deploy',
        actions: [approvalAction({ timeoutInMinutes: 30 }), deployAction({ runOrder: 2 })],
        beforeEntry: condition('SKIP'),
        onSuccess: condition('ROLLBACK'),
        onFailure: { result: 'RETRY', retryConfiguration: { retryMode: 'ALL_ACTIONS' } },
      },
    ],
  }),
)

test('a plan has what the stages do, and how long each action may take', () => {
  expect(planStages(definition)[1]).toEqual({
    name: 'Deploy',
    actions: [
      { name: 'Approve', runOrder: 1, timeout: 30 * MINUTE },
      { name: 'Deploy', runOrder: 2, timeout: 5 * 24 * 60 * MINUTE },
    ],
    beforeEntry: 'SKIP',
    onSuccess: 'ROLLBACK',
    onFailure: { result: 'RETRY', retryMode: 'ALL_ACTIONS', conditions: undefined },
  })
})

test('a rollback runs its stage alone, and is not rolled back itself', () => {
  expect(planStages(definition, 'Deploy')).toMatchObject([
    { name: 'Deploy', onSuccess: undefined, onFailure: undefined },
  ])
})

test('an approval without a timeout of its own waits for seven days', () => {
  const [approval] =
    withDefaults(pipeline({ stages: [{ name: 'S', actions: [approvalAction()] }] })).stages[0]?.actions ?? []

  expect(approval && actionTimeout(approval)).toBe(7 * 24 * 60 * MINUTE)
})

test('the id of an attempt is a lower-case UUID, the same each time and for no other attempt', () => {
  const id = actionExecutionId('e', 'S', 'a', 1)

  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
  expect(actionExecutionId('e', 'S', 'a', 1)).toBe(id)
  const others = [
    actionExecutionId('e', 'S', 'a', 2),
    actionExecutionId('e', 'S', 'b', 1),
    actionExecutionId('f', 'S', 'a', 1),
  ]
  expect(new Set([id, ...others]).size).toBe(4)
})
