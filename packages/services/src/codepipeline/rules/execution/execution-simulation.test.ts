import fc from 'fast-check'
import { expect, test } from 'vitest'
import { advanceExecution } from './execution-lifecycle.ts'
import { type ExecutionCommand, type ExecutionFact, type ExecutionState, newExecution } from './execution-state.ts'
import { runningActions } from './stage-actions.ts'
import { type AdmissionFact, type AdmissionState, advanceAdmission, newAdmission } from './stage-admission.ts'

type Mode = 'SUPERSEDED' | 'QUEUED' | 'PARALLEL'

const STAGES = ['Source', 'Build', 'Deploy']
const INSIDE = ['before-entry', 'acting', 'after-success', 'after-failure']

/** A pipeline whose executions and admission hear of one another late, in any interleaving, each message once. */
class World {
  admission: AdmissionState
  readonly executions = new Map<string, ExecutionState>()
  readonly done = new Set<string>()
  readonly toAdmission: AdmissionFact[] = []
  readonly toExecutions: { executionId: string; fact: ExecutionFact }[] = []
  readonly running = new Map<string, { executionId: string; command: ExecutionCommand & { type: 'start-action' } }>()
  readonly checks: { executionId: string; stage: string; check: number }[] = []
  readonly mode: Mode
  version = 1
  now = 0

  constructor(mode: Mode) {
    this.mode = mode
    this.admission = newAdmission(1, mode, STAGES)
  }

  start(): void {
    const number = this.executions.size + 1
    const executionId = `e${number}`
    const action = (name: string, runOrder: number) => ({ name, runOrder, timeout: 1000 })
    const stages = STAGES.map((name) => ({
      name,
      actions: [action('__proto__', 1), action('constructor', 1), action('c', 2)],
      beforeEntry: name === 'Build' ? ('SKIP' as const) : undefined,
      onFailure: name === 'Deploy' ? { result: 'RETRY' as const } : undefined,
    }))
    const plan = { account: '', region: '', pipelineName: 'p', executionId, number, version: this.version, stages }
    this.executions.set(executionId, newExecution(plan))
    this.step(executionId, [])
  }

  step(executionId: string, facts: ExecutionFact[]): void {
    const before = this.executions.get(executionId)
    // As the engine has it: facts for a run that is done are ignored.
    if (!before || this.done.has(executionId)) return
    this.now += 1
    const { state, commands, done } = advanceExecution(before, facts, this.now)
    // As the engine keeps it.
    this.executions.set(executionId, JSON.parse(JSON.stringify(state)))
    if (done) this.done.add(executionId)
    this.toAdmission.push(...state.messages)
    for (const command of commands) {
      if (command.type === 'start-action') {
        expect(this.running.has(command.actionExecutionId)).toBe(false)
        this.running.set(command.actionExecutionId, { executionId, command })
      }
      if (command.type === 'abandon-action') this.running.delete(command.actionExecutionId)
      if (command.type === 'check-condition') this.checks.push({ executionId, ...command })
    }
    this.checkInvariants()
  }

  tellAdmission(fact?: AdmissionFact): void {
    const next = fact ?? this.toAdmission.shift()
    if (!next) return
    this.admission = advanceAdmission(this.admission, [next])
    for (const { executionId, ...message } of this.admission.messages) {
      this.toExecutions.push({ executionId, fact: message as ExecutionFact })
    }
    this.checkInvariants()
  }

  tellExecution(): void {
    const next = this.toExecutions.shift()
    if (next) this.step(next.executionId, [next.fact])
  }

  endAction(index: number, fails: boolean): void {
    const ids = [...this.running.keys()]
    const id = ids[index % ids.length]
    const entry = id === undefined ? undefined : this.running.get(id)
    if (id === undefined || !entry) return
    this.running.delete(id)
    const error = fails ? { code: 'JobFailed', message: 'no' } : undefined
    this.step(entry.executionId, [{ type: 'action-ended', actionExecutionId: id, error }])
  }

  endCheck(passed: boolean): void {
    const next = this.checks.shift()
    if (next) this.step(next.executionId, [{ type: 'condition-ended', stage: next.stage, check: next.check, passed }])
  }

  pick(index: number): string {
    return `e${(index % Math.max(1, this.executions.size)) + 1}`
  }

  retry(executionId: string, mode: 'FAILED_ACTIONS' | 'ALL_ACTIONS'): void {
    const stage = STAGES[this.executions.get(executionId)?.at ?? 0] ?? ''
    this.step(executionId, [{ type: 'retry', stage, mode }])
  }

  redefine(): void {
    this.version += 1
    this.tellAdmission({ type: 'redefined', version: this.version, mode: this.mode, stages: STAGES })
  }

  /** Everything that can happen by itself happens, and nothing fails. */
  settle(): void {
    for (const stage of STAGES) this.tellAdmission({ type: 'transition', stage, closed: false })
    for (let round = 0; round < 10_000; round++) {
      if (this.toAdmission.length > 0) this.tellAdmission()
      else if (this.toExecutions.length > 0) this.tellExecution()
      else if (this.checks.length > 0) this.endCheck(true)
      else if (this.running.size > 0) this.endAction(0, false)
      else return
    }
    throw new Error('It never comes to rest')
  }

  inside(stage: string): ExecutionState[] {
    return [...this.executions.values()].filter(({ phase, at }) => INSIDE.includes(phase) && STAGES[at] === stage)
  }

  checkInvariants(): void {
    for (const stage of this.admission.stages) {
      const inside = this.inside(stage.name)
      if (this.mode !== 'PARALLEL') {
        expect(inside.length).toBeLessThanOrEqual(1)
        expect(stage.holders.length).toBeLessThanOrEqual(1)
      }
      // Who is in a stage holds it, so nobody else is let in.
      const holders = stage.holders.map(({ executionId }) => executionId)
      for (const { plan } of inside) expect(holders).toContain(plan.executionId)
      if (this.mode === 'SUPERSEDED') expect(stage.waiting.length).toBeLessThanOrEqual(1)
    }
    for (const { phase, stages, at } of this.executions.values()) {
      const busy = stages.flatMap(runningActions)
      if (phase !== 'acting') expect(busy).toEqual([])
      // Only the actions of one runOrder run together, and only those of the stage it is in.
      expect(busy.length).toBeLessThanOrEqual(2)
      expect(stages[at]?.actions).toEqual(expect.arrayContaining(busy))
    }
  }
}

/** Of all lengths alike: by itself fast-check keeps lists to about ten items, which is too short a story to get into trouble. */
const events = (maxLength: number) => fc.array(event, { maxLength, size: 'max' })

const event = fc.oneof(
  { weight: 3, arbitrary: fc.constant<(world: World) => void>((world) => world.start()) },
  { weight: 8, arbitrary: fc.constant<(world: World) => void>((world) => world.tellAdmission()) },
  { weight: 8, arbitrary: fc.constant<(world: World) => void>((world) => world.tellExecution()) },
  {
    weight: 8,
    arbitrary: fc.tuple(fc.nat(20), fc.integer({ min: 0, max: 5 })).map(
      ([index, dice]) =>
        (world: World) =>
          world.endAction(index, dice === 0),
    ),
  },
  { weight: 3, arbitrary: fc.boolean().map((passed) => (world: World) => world.endCheck(passed)) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.nat(20), fc.boolean()).map(
      ([index, abandon]) =>
        (world: World) =>
          world.step(world.pick(index), [{ type: 'stop', abandon }]),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.nat(20), fc.constantFrom('FAILED_ACTIONS' as const, 'ALL_ACTIONS' as const)).map(
      ([index, mode]) =>
        (world: World) =>
          world.retry(world.pick(index), mode),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom(...STAGES), fc.boolean()).map(
      ([stage, closed]) =>
        (world: World) =>
          world.tellAdmission({ type: 'transition', stage, closed }),
    ),
  },
)

const play = (mode: Mode, events: ((world: World) => void)[]) => {
  const world = new World(mode)
  for (const happen of events) happen(world)
  world.settle()
  return world
}

test.each<Mode>(['SUPERSEDED', 'QUEUED', 'PARALLEL'])(
  'in mode %s no stage has two executions unless parallel, and every execution comes to an end',
  (mode) => {
    fc.assert(
      fc.property(events(150), (events) => {
        const world = play(mode, events)

        for (const { phase, status } of world.executions.values()) {
          expect(phase).toBe('ended')
          expect(['Succeeded', 'Failed', 'Stopped', 'Superseded']).toContain(status)
          if (mode !== 'SUPERSEDED') expect(status).not.toBe('Superseded')
        }
        for (const { holders, waiting } of world.admission.stages) expect([...holders, ...waiting]).toEqual([])
        // What is not over for good is what its stage would let in again.
        const mayReturn = world.admission.stages.flatMap(({ failed }) => failed?.executionId ?? [])
        const open = [...world.executions.keys()].filter((id) => !world.done.has(id))
        if (mode !== 'PARALLEL') expect(open.sort()).toEqual(mayReturn.sort())
      }),
      { numRuns: 150 },
    )
  },
)

test.each<Mode>(['SUPERSEDED', 'QUEUED', 'PARALLEL'])(
  'in mode %s a new version calls off what runs and waits, also in the middle of anything',
  (mode) => {
    const redefine = (world: World) => world.redefine()
    fc.assert(
      fc.property(events(60), events(60), (before, after) => {
        const world = play(mode, [...before, redefine, ...after])

        for (const { phase } of world.executions.values()) expect(phase).toBe('ended')
        for (const { holders, waiting } of world.admission.stages) expect([...holders, ...waiting]).toEqual([])
        const old = [...world.executions.values()].filter(({ plan }) => plan.version === 1)
        // Those that failed in PARALLEL mode are not kept in mind, so they hear of the new version when they want back in.
        for (const { plan } of old) if (mode === 'PARALLEL') world.retry(plan.executionId, 'ALL_ACTIONS')
        world.settle()
        for (const { plan, phase, status } of old) {
          expect(world.done).toContain(plan.executionId)
          expect(world.executions.get(plan.executionId)).toMatchObject({ phase, status })
        }
      }),
      { numRuns: 100 },
    )
  },
)

test('of ten pushes at once the newest is built when superseded, and those between are skipped', () => {
  const world = play('SUPERSEDED', [...Array(10).fill((each: World) => each.start())])

  const statuses = [...world.executions.values()].map(({ status }) => status)
  expect(statuses).toEqual(['Succeeded', ...Array(8).fill('Superseded'), 'Succeeded'])
})

test.each<Mode>(['QUEUED', 'PARALLEL'])('of ten pushes at once all are built in mode %s', (mode) => {
  const world = play(mode, [...Array(10).fill((each: World) => each.start())])

  expect([...world.executions.values()].every(({ status }) => status === 'Succeeded')).toBe(true)
})

test('whatever happens, the newest execution is never superseded', () => {
  fc.assert(
    fc.property(events(120), (events) => {
      const world = play('SUPERSEDED', events)

      expect(world.executions.get(`e${world.executions.size}`)?.status).not.toBe('Superseded')
    }),
    { numRuns: 100 },
  )
})

test('a late answer to a retry that was stopped does not let the next retry in beside another execution', () => {
  const world = new World('QUEUED')
  world.start()
  world.start()
  while (world.toAdmission.length > 0) world.tellAdmission()
  world.tellExecution()
  world.endAction(0, true)
  world.endAction(0, false)
  world.tellAdmission({ type: 'transition', stage: 'Source', closed: true })
  world.tellAdmission()

  world.retry('e1', 'FAILED_ACTIONS')
  world.tellAdmission()
  world.step('e1', [{ type: 'stop', abandon: true }])
  world.retry('e1', 'FAILED_ACTIONS')
  world.tellAdmission({ type: 'transition', stage: 'Source', closed: false })
  world.settle()

  expect([...world.executions.values()].map(({ status }) => status)).toEqual(['Failed', 'Succeeded'])
})
