import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OnFailure, PhaseSpec } from '../buildspec/buildspec.ts'
import type { PhaseContext } from '../buildspec/problem.ts'
import {
  type AdvancedBuild,
  advanceBuild,
  type BuildCommand,
  type BuildFact,
  type BuildState,
  newBuild,
  type PhaseSpecs,
} from './build-lifecycle.ts'
import { nextCommand } from './phase-commands.ts'
import { ENDINGS, PHASES, type Phase } from './phases.ts'

const MINUTE = 60_000
const plan = {
  account: '123456789012',
  region: 'us-east-1',
  buildId: 'web:1',
  submittedAt: 0,
  timeoutInMinutes: 60,
  queuedTimeoutInMinutes: 480,
}
const spec = (onFailure?: OnFailure): PhaseSpec => ({
  commands: ['make'],
  finally: [],
  runtimeVersions: {},
  ...(onFailure ? { onFailure } : {}),
})
const ALL: PhaseSpecs = { INSTALL: spec(), PRE_BUILD: spec(), BUILD: spec(), POST_BUILD: spec() }

const admitted: BuildFact = { type: 'admitted' }
const ready = (specs: PhaseSpecs = ALL): BuildFact => ({ type: 'source-ready', specs })
const stop: BuildFact = { type: 'stop' }
const over = (phase: Phase, status: 'SUCCEEDED' | 'FAILED' | 'FAULT' = 'SUCCEEDED', attempt = 0): BuildFact => ({
  type: 'phase-ended',
  phase,
  status,
  attempt,
  contexts: status === 'SUCCEEDED' ? [] : [{ statusCode: 'X', message: 'why' }],
})

/** Delivers facts one by one, a second apart. */
function deliver(facts: BuildFact[], from: BuildState = newBuild(plan), at = 1000): AdvancedBuild {
  let last: AdvancedBuild = { state: from, commands: [], done: false }
  for (const [index, fact] of facts.entries()) last = advanceBuild(last.state, [fact], at + index * 1000)
  return last
}

/** Plays a driver for which everything goes well but for what `bad` says, until nothing is left to do. */
function play(bad: Partial<Record<Phase, BuildFact>>, specs: PhaseSpecs = ALL) {
  const first = advanceBuild(newBuild(plan), [], 0, { first: true })
  const done: BuildCommand[] = []
  let step = first
  const queue = [...first.commands]
  for (let now = 1000; queue.length > 0 && now < 100_000; now += 1000) {
    const command = queue.shift()
    if (!command) break
    done.push(command)
    const fact = bad[step.state.phase] ?? answer(command, specs)
    if (!fact) continue
    step = advanceBuild(step.state, [fact], now)
    queue.push(...step.commands)
  }
  const statuses = step.state.phases.map(({ phase, status }) => `${phase} ${status ?? ''}`.trim())
  return { ...step, commandsDone: done.map(({ type }) => type), statuses }
}

function answer(command: BuildCommand, specs: PhaseSpecs): BuildFact | undefined {
  switch (command.type) {
    case 'admit':
      return admitted
    case 'provision':
      return over('PROVISIONING')
    case 'download-source':
      return ready(specs)
    case 'run-phase':
      return over(command.phase, 'SUCCEEDED', command.attempt)
    case 'upload-artifacts':
      return over('UPLOAD_ARTIFACTS')
    case 'finalize':
      return over('FINALIZING')
    case 'release':
      return undefined
  }
}

test('a build in which all goes well has every phase and succeeds', () => {
  const { state, done, statuses, commandsDone } = play({})

  expect(done).toBe(true)
  expect(state.ending).toBe('SUCCEEDED')
  expect(statuses).toEqual([...PHASES.slice(0, -1).map((phase) => `${phase} SUCCEEDED`), 'COMPLETED'])
  expect(state.phases.at(4)?.contexts).toEqual([{ statusCode: '', message: '' }])
  expect(commandsDone.at(-1)).toBe('release')
})

test('a phase without commands succeeds at once, without a command to the driver', () => {
  const { statuses, state, commandsDone } = play({}, { BUILD: spec() })

  expect(statuses).toContain('PRE_BUILD SUCCEEDED')
  expect(commandsDone.filter((type) => type === 'run-phase')).toHaveLength(1)
  const install = state.phases.find(({ phase }) => phase === 'INSTALL')
  expect(install?.endedAt).toBe(install?.startedAt)
})

test.each<[Phase, string[]]>([
  ['QUEUED', ['QUEUED FAILED', 'COMPLETED']],
  ['PROVISIONING', ['PROVISIONING FAILED', 'COMPLETED']],
  ['DOWNLOAD_SOURCE', ['DOWNLOAD_SOURCE FAILED', 'FINALIZING SUCCEEDED', 'COMPLETED']],
  ['INSTALL', ['INSTALL FAILED', 'FINALIZING SUCCEEDED', 'COMPLETED']],
  ['PRE_BUILD', ['PRE_BUILD FAILED', 'FINALIZING SUCCEEDED', 'COMPLETED']],
  [
    'BUILD',
    ['BUILD FAILED', 'POST_BUILD SUCCEEDED', 'UPLOAD_ARTIFACTS SUCCEEDED', 'FINALIZING SUCCEEDED', 'COMPLETED'],
  ],
  ['POST_BUILD', ['POST_BUILD FAILED', 'UPLOAD_ARTIFACTS SUCCEEDED', 'FINALIZING SUCCEEDED', 'COMPLETED']],
  ['UPLOAD_ARTIFACTS', ['UPLOAD_ARTIFACTS FAILED', 'FINALIZING SUCCEEDED', 'COMPLETED']],
  ['FINALIZING', ['FINALIZING FAILED', 'COMPLETED']],
])('after %s failed comes what AWS has after it, and the build has failed', (phase, tail) => {
  const { statuses, state } = play({ [phase]: over(phase, 'FAILED') })

  expect(statuses.slice(-tail.length)).toEqual(tail)
  expect(statuses).toHaveLength(PHASES.indexOf(phase) + tail.length)
  expect(state.ending).toBe('FAILED')
})

test('POST_BUILD after a failed BUILD is told so', () => {
  const { commands } = deliver([
    admitted,
    over('PROVISIONING'),
    ready({ BUILD: spec(), POST_BUILD: spec() }),
    over('BUILD', 'FAILED'),
  ])

  expect(commands).toMatchObject([{ type: 'run-phase', phase: 'POST_BUILD', succeeding: false }])
})

test.each<[Phase, OnFailure, Phase]>([
  ['BUILD', { type: 'ABORT' }, 'FINALIZING'],
  ['INSTALL', { type: 'CONTINUE' }, 'PRE_BUILD'],
  ['PRE_BUILD', { type: 'CONTINUE' }, 'BUILD'],
  ['POST_BUILD', { type: 'ABORT' }, 'FINALIZING'],
])('%s with on-failure %j goes on with %s', (phase, onFailure, next) => {
  const { state, statuses } = play({ [phase]: over(phase, 'FAILED') }, { ...ALL, [phase]: spec(onFailure) })

  expect(statuses[PHASES.indexOf(phase) + 1]).toMatch(new RegExp(`^${next} `))
  expect(state.ending).toBe('FAILED')
})

test('RETRY runs the phase again, as often as it says, and then as if it said nothing', () => {
  const from = deliver([admitted, over('PROVISIONING'), ready({ BUILD: spec({ type: 'RETRY', attempts: 2 }) })]).state

  const again = advanceBuild(from, [over('BUILD', 'FAILED', 0)], 9000)
  expect(again.commands).toMatchObject([{ type: 'run-phase', phase: 'BUILD', attempt: 1, succeeding: true }])
  const late = advanceBuild(again.state, [over('BUILD', 'FAILED', 0)], 9500)
  expect(late.commands).toEqual([])
  const last = advanceBuild(again.state, [over('BUILD', 'FAILED', 1), over('BUILD', 'FAILED', 2)], 9999)
  expect(last.state).toMatchObject({ phase: 'UPLOAD_ARTIFACTS', ending: 'FAILED', retries: 0 })
  const mended = advanceBuild(again.state, [over('BUILD', 'SUCCEEDED', 1)], 9999)
  expect(mended.state.ending).toBe('SUCCEEDED')
})

test('RETRY with a pattern runs the phase again only when the output matches', () => {
  const specs = { BUILD: spec({ type: 'RETRY', attempts: 2, pattern: 'reset' }) }
  const from = deliver([admitted, over('PROVISIONING'), ready(specs)]).state
  const failed = over('BUILD', 'FAILED') as Extract<BuildFact, { type: 'phase-ended' }>

  expect(advanceBuild(from, [{ ...failed, patternMatched: true }], 9000).state.phase).toBe('BUILD')
  expect(advanceBuild(from, [failed], 9000).state.phase).toBe('UPLOAD_ARTIFACTS')
})

test('a build that waits too long times out in QUEUED', () => {
  const waiting = advanceBuild(newBuild(plan), [], 0, { first: true })
  expect(waiting.wakeAt).toBe(480 * MINUTE)

  const { state, done, commands } = advanceBuild(waiting.state, [], 480 * MINUTE)

  expect(done).toBe(true)
  expect(commands).toEqual([])
  expect(state).toMatchObject({ ending: 'TIMED_OUT', phases: [{}, { phase: 'QUEUED', status: 'TIMED_OUT' }, {}] })
})

test('the time of a build does not begin before it has left the queue', () => {
  const { wakeAt } = advanceBuild(newBuild(plan), [admitted], 100 * MINUTE)

  expect(wakeAt).toBe(160 * MINUTE)
})

test('a build that runs out of time is taken down', () => {
  const running = deliver([admitted, over('PROVISIONING'), ready({ BUILD: spec() })])

  const { state, commands } = advanceBuild(running.state, [], 61 * MINUTE)

  expect(commands).toMatchObject([{ type: 'finalize' }])
  expect(state.phases.find(({ phase }) => phase === 'BUILD')).toMatchObject({
    status: 'TIMED_OUT',
    contexts: [{ statusCode: 'BUILD_TIMED_OUT', message: 'Build has timed out after 60 minutes.' }],
  })
  expect(advanceBuild(state, [over('FINALIZING')], 62 * MINUTE).state).toMatchObject({
    phase: 'COMPLETED',
    ending: 'TIMED_OUT',
  })
})

test('a build that cannot be taken down ends nevertheless', () => {
  const stopped = deliver([admitted, stop])

  const { done, state } = advanceBuild(stopped.state, [], 60 * MINUTE)

  expect(done).toBe(true)
  expect(state.ending).toBe('STOPPED')
  expect(state.phases.find(({ phase }) => phase === 'FINALIZING')?.status).toBe('FAULT')
})

test('a build that is stopped while it waits is over at once, one that runs is taken down first', () => {
  expect(deliver([stop])).toMatchObject({ done: true, commands: [], state: { ending: 'STOPPED' } })
  expect(deliver([admitted, stop])).toMatchObject({ done: false, commands: [{ type: 'finalize' }] })
  const ended = deliver([admitted, stop, over('FINALIZING')])
  expect(ended).toMatchObject({ done: true, commands: [{ type: 'release' }], state: { ending: 'STOPPED' } })
  expect(deliver([stop, over('BUILD')], ended.state).state).toEqual(ended.state)
})

test('what the control plane gave up on is a FAULT, and on-failure has no say in it', () => {
  const specs = { BUILD: spec({ type: 'CONTINUE' }), POST_BUILD: spec() }
  const { state } = deliver([
    admitted,
    over('PROVISIONING'),
    ready(specs),
    { type: 'gave-up', command: 'run-phase', phase: 'BUILD' },
  ])

  expect(state).toMatchObject({ ending: 'FAULT', phase: 'POST_BUILD' })
})

const fact = fc.oneof(
  fc.constantFrom<BuildFact>(
    admitted,
    ready(),
    ready({}),
    stop,
    { type: 'gave-up', command: 'provision' },
    { type: 'gave-up', command: 'admit' },
  ),
  fc.record({
    type: fc.constant('phase-ended' as const),
    phase: fc.constantFrom(...PHASES),
    attempt: fc.nat(2),
    status: fc.constantFrom('SUCCEEDED' as const, 'SUCCEEDED' as const, 'FAILED' as const, 'FAULT' as const),
    contexts: fc.constant<PhaseContext[]>([]),
  }),
  fc
    .constantFrom<OnFailure | undefined>(
      undefined,
      { type: 'ABORT' },
      { type: 'CONTINUE' },
      { type: 'RETRY', attempts: 2 },
    )
    .map((onFailure) => ready({ BUILD: spec(onFailure), INSTALL: spec(onFailure), POST_BUILD: spec(onFailure) })),
)

test('whatever is said and however late: phases in order, statuses consistent, and an end within the time limits', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fact, fc.nat(20 * MINUTE)), { maxLength: 60 }), (events) => {
      let step = advanceBuild(newBuild(plan), [], 0, { first: true })
      let now = 0
      for (const [each, wait] of events) {
        now += wait
        step = advanceBuild(step.state, [each], now)
        check(step)
      }
      // Silence: only timers from here on.
      for (let wakes = 0; !step.done && wakes < 5; wakes++) {
        now = Math.max(now, step.wakeAt ?? now)
        step = advanceBuild(step.state, [], now)
        check(step)
      }
      expect(step.done).toBe(true)
    }),
  )
})

function check({ state, done, wakeAt }: AdvancedBuild): void {
  const { phases, phase } = state
  const places = phases.map((record) => PHASES.indexOf(record.phase))
  expect(places).toEqual([...new Set(places)].sort((left, right) => left - right))
  expect(phases.at(-1)?.phase).toBe(phase)
  expect(phases.at(-1)?.status).toBeUndefined()
  for (const [index, record] of phases.slice(0, -1).entries()) {
    expect(ENDINGS).toContain(record.status)
    expect(record.endedAt).toBeGreaterThanOrEqual(record.startedAt)
    expect(phases[index + 1]?.startedAt).toBe(record.endedAt)
  }
  expect(done).toBe(phase === 'COMPLETED')
  expect(wakeAt === undefined).toBe(done)
  expect(state.ending === 'SUCCEEDED').toBe(phases.every(({ status }) => !status || status === 'SUCCEEDED'))
}

test.each<[string[], string[], number[], object]>([
  [['a', 'b'], [], [], { run: 'a', part: 'commands' }],
  [['a', 'b'], [], [0], { run: 'b', part: 'commands' }],
  [['a', 'b'], [], [0, 0], { ended: 'SUCCEEDED', contexts: [] }],
  [['a', 'b'], ['f'], [0, 0], { run: 'f', part: 'finally' }],
  [['a', 'b'], ['f', 'g'], [3], { run: 'f', part: 'finally' }],
  [['a', 'b'], ['f', 'g'], [3, 0], { run: 'g', part: 'finally' }],
  [[], ['f'], [], { run: 'f', part: 'finally' }],
  [[], [], [], { ended: 'SUCCEEDED', contexts: [] }],
])('%j, finally %j, after %j', (commands, last, statuses, expected) => {
  expect(nextCommand({ commands, finally: last }, statuses)).toEqual(expected)
})

test('the first failure is told as AWS tells it, a failing finally fails the phase, too', () => {
  const message = (command: string, status: number) => ({
    ended: 'FAILED',
    contexts: [
      {
        statusCode: 'COMMAND_EXECUTION_ERROR',
        message: `Error while executing command: ${command}. Reason: exit status ${status}`,
      },
    ],
  })

  expect(nextCommand({ commands: ['a', 'b'], finally: ['f'] }, [2, 1])).toEqual(message('a', 2))
  expect(nextCommand({ commands: ['a'], finally: ['f', 'g'] }, [0, 4])).toEqual(message('f', 4))
})
