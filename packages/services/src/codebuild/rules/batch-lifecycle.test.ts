import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BatchGroup } from '../batch/batch-groups.ts'
import {
  type AdvancedBatch,
  advanceBatch,
  type BatchFact,
  type BatchState,
  newBatch,
  retriedBatch,
} from './batch-lifecycle.ts'
import { ENDINGS, type Ending } from './phases.ts'

const MINUTE = 60_000
const plan = {
  account: '123456789012',
  region: 'us-east-1',
  batchId: 'web:1',
  submittedAt: 0,
  timeoutInMinutes: 60,
  combineArtifacts: false,
  attempt: 0,
}
const group = (identifier: string, dependOn: string[] = [], ignoreFailure = false): BatchGroup => ({
  identifier,
  dependOn,
  ignoreFailure,
  env: {},
  debugSession: false,
})
const ready = (groups: BatchGroup[], fastFail = false): BatchFact => ({ type: 'batchspec-ready', groups, fastFail })
const ended = (identifier: string, ending: Ending = 'SUCCEEDED'): BatchFact => ({
  type: 'build-ended',
  identifier,
  ending,
})
const advance = (state: BatchState, ...facts: BatchFact[]) => advanceBatch(state, facts, 1000)
const started = (step: AdvancedBatch) =>
  step.commands.flatMap((command) => (command.type === 'start-build' ? [command.group.identifier] : []))
const builds = (step: AdvancedBatch) => step.state.groups.map(({ build }) => build)

const diamond = [group('a'), group('b', ['a']), group('c', ['a']), group('d', ['b', 'c'])]

test('a batch first finds out its builds', () => {
  const { commands, wakeAt } = advanceBatch(newBatch(plan), [], 0, { first: true })

  expect(commands).toMatchObject([{ type: 'download-batchspec', batchId: 'web:1' }])
  expect(wakeAt).toBe(60 * MINUTE)
})

test('each build is started once all that it depends on have succeeded', () => {
  const one = advance(newBatch(plan), ready(diamond))
  const two = advance(one.state, ended('a'))
  const three = advance(two.state, ended('c'))
  const four = advance(three.state, ended('b'))
  const last = advance(four.state, ended('d'))

  expect([one, two, three, four].map(started)).toEqual([['a'], ['b', 'c'], [], ['d']])
  expect(last).toMatchObject({ done: true, state: { phase: 'SUCCEEDED', ending: 'SUCCEEDED' } })
})

test('what depends on a failed build is skipped, the rest goes on, and the batch fails', () => {
  const step = advance(newBatch(plan), ready([...diamond, group('e')]), ended('a'), ended('b', 'FAILED'))
  expect(step.done).toBe(false)

  const running = advance(advance(newBatch(plan), ready([...diamond, group('e')])).state, ended('a', 'FAILED'))
  expect(builds(running)).toEqual(['FAILED', 'skipped', 'skipped', 'skipped', 'running'])
  const last = advance(running.state, ended('e'))

  expect(last).toMatchObject({ done: true, state: { phase: 'FAILED', ending: 'FAILED' } })
})

test('a failure that is ignored holds nothing up and does not count', () => {
  const one = advance(newBatch(plan), ready([group('a', [], true), group('b', ['a'])]))
  const two = advance(one.state, ended('a', 'FAILED'))
  expect(started(two)).toEqual(['b'])

  expect(advance(two.state, ended('b')).state.ending).toBe('SUCCEEDED')
})

test('with fast-fail the first failure stops all others', () => {
  const one = advance(newBatch(plan), ready([group('a'), group('b'), group('c', ['b'])], true))
  const two = advance(one.state, ended('a', 'FAILED'))

  expect(two.commands).toMatchObject([{ type: 'stop-build', identifier: 'b' }])
  expect(two.done).toBe(false)
  const last = advance(two.state, ended('b', 'STOPPED'))
  expect(builds(last)).toEqual(['FAILED', 'STOPPED', 'skipped'])
  expect(last).toMatchObject({ done: true, state: { ending: 'FAILED' } })
})

test.each<['stop' | 'time', Ending, string]>([
  ['stop', 'STOPPED', 'STOPPED'],
  ['time', 'TIMED_OUT', 'FAILED'],
])('after %s the builds that run are stopped before the batch ends', (what, ending, phase) => {
  const one = advance(newBatch(plan), ready(diamond))
  const two = what === 'stop' ? advance(one.state, { type: 'stop' }) : advanceBatch(one.state, [], 60 * MINUTE)

  expect(two).toMatchObject({ done: false, commands: [{ type: 'stop-build', identifier: 'a' }] })
  expect(advance(two.state, ended('a', 'STOPPED')).state).toMatchObject({ ending, phase })
})

test('a batch without a readable specification fails and says why', () => {
  const contexts = [{ statusCode: 'YAML_FILE_ERROR', message: 'why' }]

  const { state, done } = advance(newBatch(plan), { type: 'batchspec-failed', contexts })

  expect(done).toBe(true)
  expect(state.phases.at(1)).toMatchObject({ phase: 'DOWNLOAD_BATCHSPEC', status: 'FAILED', contexts })
})

test('artifacts are combined when all builds have succeeded and the project wants it', () => {
  const one = advance(newBatch({ ...plan, combineArtifacts: true }), ready([group('a')]))
  const two = advance(one.state, ended('a'))
  expect(two).toMatchObject({
    done: false,
    commands: [{ type: 'combine-artifacts' }],
    state: { phase: 'COMBINE_ARTIFACTS' },
  })

  expect(advance(two.state, { type: 'artifacts-combined' }).state.phase).toBe('SUCCEEDED')
})

test.each([
  ['failed', ['SUCCEEDED', 'running', 'waiting']],
  ['all', ['running', 'waiting', 'waiting']],
] as const)('when %s builds are retried, what comes of them are builds of their own', (only, expected) => {
  const spec = ready([group('a'), group('b', ['a']), group('c', ['b'])])
  const failed = advance(advance(advance(newBatch(plan), spec).state, ended('a')).state, ended('b', 'FAILED'))
  expect(builds(failed)).toEqual(['SUCCEEDED', 'FAILED', 'skipped'])

  const again = advance(retriedBatch({ ...plan, attempt: 1 }, failed.state, only))

  expect(builds(again)).toEqual(expected)
  const retried = again.state.groups[only === 'failed' ? 1 : 0]
  expect(new Set(retried?.buildIds).size).toBe(2)
})

test('a batch whose specification could not be read is retried from there', () => {
  const { state } = advance(newBatch(plan), { type: 'batchspec-failed', contexts: [] })

  expect(retriedBatch(plan, state, 'failed')).toEqual(newBatch(plan))
})

test('no build is started twice or before its turn, and the batch ends once its builds have', () => {
  const graphs = fc.array(fc.record({ to: fc.array(fc.nat(9), { maxLength: 3 }), ignore: fc.boolean() }), {
    minLength: 1,
    maxLength: 10,
  })
  const endings = fc.infiniteStream(fc.constantFrom(...ENDINGS))
  fc.assert(
    fc.property(graphs, endings, fc.boolean(), fc.option(fc.nat(10)), (graph, outcomes, fastFail, stopAt) => {
      const name = (at: number) => `b${at}`
      const groups = graph.map(({ to, ignore }, at) =>
        group(name(at), to.filter((each) => each < at).map(name), ignore),
      )
      const over = new Map<string, Ending>()
      const running: string[] = []
      const seen = new Set<string>()
      let step = advance(newBatch(plan), ready(groups, fastFail))
      for (let turn = 0; turn <= groups.length + 1 && !step.done; turn++) {
        for (const identifier of started(step)) {
          expect(seen.has(identifier)).toBe(false)
          seen.add(identifier)
          running.push(identifier)
          const needed = groups.find((each) => each.identifier === identifier)?.dependOn ?? []
          expect(needed.every((each) => over.has(each))).toBe(true)
        }
        if (turn === stopAt) step = advance(step.state, { type: 'stop' })
        const next = running.shift()
        if (next === undefined) continue
        const ending = outcomes.next().value ?? 'SUCCEEDED'
        over.set(next, ending)
        step = advance(step.state, ended(next, ending))
      }
      expect(step.done).toBe(true)
      expect(builds(step)).not.toContain('running')
      expect(builds(step)).not.toContain('waiting')
    }),
  )
})
