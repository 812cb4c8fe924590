import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ActionOutcome } from '../../providers/provider.ts'
import { type ActionFact, type ActionWork, advanceAction, newActionWork } from './action-lifecycle.ts'

const answered = (outcome: ActionOutcome): ActionFact => ({ type: 'answered', outcome })
const waiting = (more: object = {}): ActionFact => answered({ type: 'waiting', ...more })

/** Each list of facts in a step of its own, at the time of its index. */
function play(...steps: ActionFact[][]) {
  let work: ActionWork = newActionWork()
  const commands: string[] = []
  let wakeAt: number | undefined
  for (const [now, facts] of [[], ...steps].entries()) {
    const step = advanceAction(work, facts, now * 1000)
    work = step.work
    wakeAt = step.wakeAt
    commands.push(...step.commands.map(({ type }) => type))
  }
  return { work, commands, wakeAt }
}

test.each<[string, ActionFact[][], { phase: string; commands: string[]; wakeAt?: number }]>([
  ['it is started first', [], { phase: 'starting', commands: ['start'] }],
  ['an answer ends it', [[answered({ type: 'succeeded' })]], { phase: 'ended', commands: ['start'] }],
  ['it waits for somebody to answer', [[waiting()]], { phase: 'waiting', commands: ['start'] }],
  [
    'it is looked at after the time that its provider says',
    [[waiting({ checkAfter: 5000 })]],
    { phase: 'waiting', commands: ['start'], wakeAt: 6000 },
  ],
  [
    'it is looked at once what it waits for has a name, as that may have ended unheard',
    [[waiting({ externalExecutionId: 'x', checkAfter: 5000 })]],
    { phase: 'checking', commands: ['start', 'check'] },
  ],
  [
    'it is looked at no more often for the same name',
    [[waiting({ externalExecutionId: 'x' })], [waiting({ externalExecutionId: 'x', checkAfter: 5000 })]],
    { phase: 'waiting', commands: ['start', 'check'], wakeAt: 7000 },
  ],
  [
    'it is looked at when told to',
    [[waiting()], [{ type: 'look-again' }]],
    { phase: 'checking', commands: ['start', 'check'] },
  ],
  [
    'what is told while it is looked at is not lost',
    [[waiting()], [{ type: 'look-again' }], [{ type: 'look-again' }], [waiting()]],
    { phase: 'checking', commands: ['start', 'check', 'check'] },
  ],
  [
    'it is not looked at all the time, whatever its provider says',
    [[waiting({ checkAfter: 0 })]],
    { phase: 'waiting', commands: ['start'], wakeAt: 1100 },
  ],
  [
    'abandoning ends it, and tells its provider',
    [[{ type: 'abandon' }]],
    { phase: 'ended', commands: ['start', 'abandon'] },
  ],
  [
    'an answer after its end changes nothing',
    [[{ type: 'abandon' }], [answered({ type: 'succeeded' }), { type: 'look-again' }]],
    { phase: 'ended', commands: ['start', 'abandon'] },
  ],
])('%s', (_, steps, { phase, commands, wakeAt }) => {
  const played = play(...steps)

  expect({ phase: played.work.phase, commands: played.commands, wakeAt: played.wakeAt }).toEqual({
    phase,
    commands,
    wakeAt,
  })
})

test('what is impossible from the start is never begun', () => {
  const failure = { code: 'ConfigurationError', message: 'no' }

  expect(advanceAction(newActionWork(failure), [], 0)).toMatchObject({
    work: { phase: 'ended', end: { type: 'failed', error: failure } },
    commands: [],
  })
})

test('what an answer does not speak of stays known', () => {
  const { work } = play(
    [waiting({ externalExecutionId: 'x', summary: 'one', memory: { a: '1' } })],
    [waiting({ summary: 'two' })],
  )

  expect(work).toMatchObject({ external: { externalExecutionId: 'x', summary: 'two' }, memory: { a: '1' } })
})

test('whatever comes in whatever order, it is started once, and one question is open at a time', () => {
  const fact = fc.constantFrom<ActionFact>(
    waiting(),
    waiting({ externalExecutionId: 'x', checkAfter: 1000 }),
    answered({ type: 'succeeded' }),
    answered({ type: 'failed', error: { code: 'JobFailed', message: 'no' } }),
    { type: 'look-again' },
    { type: 'abandon' },
  )
  fc.assert(
    fc.property(fc.array(fc.array(fact, { maxLength: 3 }), { maxLength: 20 }), (steps) => {
      const { work, commands } = play(...steps)

      expect(commands.filter((command) => command === 'start')).toHaveLength(1)
      expect(commands.filter((command) => command === 'abandon').length).toBeLessThanOrEqual(1)
      expect(work.end !== undefined).toBe(work.phase === 'ended')
      if (commands.includes('abandon')) expect(work.end?.type).toBe('abandoned')
    }),
  )
})
