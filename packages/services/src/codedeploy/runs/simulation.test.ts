import { randomBytes } from 'node:crypto'
import { inPlaceEvents } from '@towpath/agent-link'
import { randomIds, sealingKey, silentLogger } from '@towpath/base'
import { createEngine, type Engine, engineSchema } from '@towpath/engine'
import { ManualClock } from '@towpath/engine/testing/manual-clock.ts'
import { Life, type Moment } from '@towpath/engine/testing/mortal.ts'
import type { Store } from '@towpath/storage'
import { temporaryStore } from '@towpath/storage/testing.ts'
import * as fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { commandsForHosts } from '../commands-for-hosts.ts'
import { registerCodedeployRuns } from '../register-runs.ts'
import type { DeploymentConfig, MinimumHealthyHosts } from '../rules/deployment-config.ts'
import type { DeploymentGroupSettings } from '../rules/deployment-group-settings.ts'
import { canStart, requiredHealthy } from '../rules/minimum-healthy-hosts.ts'
import { Applications } from '../state/applications.ts'
import { DeploymentGroups } from '../state/deployment-groups.ts'
import { type Deployment, Deployments } from '../state/deployments.ts'
import { codedeploySchema } from '../state/migrations/index.ts'
import { Targets } from '../state/targets.ts'
import { deploymentRunId } from './run-ids.ts'
import { startDeployment } from './start-deployment.ts'
import { type AgentPlan, type Fault, type Server, SimulatedAgent } from './testing/simulated-agent.ts'

/*
 * Deployments to random fleets with everything going wrong that can: messages lost, doubled, late and out of order, the
 * control plane killed before, within and after any transaction, agents killed or gone. On a real database and engine,
 * under a clock of our own.
 */

const PLACE = { account: '123456789012', region: 'us-east-1' }
const ID = 'd-SIMULATED'
const EVENTS = inPlaceEvents({ loadBalancer: false }).length

type Incident =
  | { type: 'agent'; host: number; fault: Fault; pick: number }
  | { type: 'server-dies'; steps: number; moment: Moment }
  | { type: 'time'; ms: number }
  | { type: 'stop' }

interface Scenario {
  fleet: AgentPlan[]
  minimum: MinimumHealthyHosts
  ignoreApplicationStopFailures: boolean
  incidents: Incident[]
}

/** Mostly none: otherwise hardly any deployment would get far. */
const rarely = fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat(EVENTS - 1) })
const agentPlan: fc.Arbitrary<AgentPlan> = fc.record({
  failsAt: rarely,
  goneAt: rarely,
  noops: fc.uniqueArray(fc.nat(EVENTS - 1), { maxLength: EVENTS }),
})
const fault = fc.constantFrom<Fault>(
  'none',
  'none',
  'none',
  'request-lost',
  'answer-lost',
  'agent-crash',
  'polls-again',
  'old-message',
)
const incident: fc.Arbitrary<Incident> = fc.oneof(
  {
    weight: 60,
    arbitrary: fc.record({ type: fc.constant('agent' as const), host: fc.nat(), fault, pick: fc.nat() }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      type: fc.constant('server-dies' as const),
      steps: fc.integer({ min: 1, max: 5 }),
      moment: fc.constantFrom<Moment>('before', 'inside', 'after'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('time' as const), ms: fc.nat(200_000) }) },
  { weight: 1, arbitrary: fc.constant({ type: 'stop' as const }) },
)
const scenario: fc.Arbitrary<Scenario> = fc.record({
  fleet: fc.array(agentPlan, { minLength: 1, maxLength: 5 }),
  minimum: fc.oneof(
    fc.nat(3).map((value) => ({ type: 'HOST_COUNT' as const, value })),
    fc.constantFrom(0, 34, 50).map((value) => ({ type: 'FLEET_PERCENT' as const, value })),
    fc.constant({ type: 'MOST_CONCURRENCY' as const, value: 1 }),
  ),
  ignoreApplicationStopFailures: fc.boolean(),
  incidents: fc.array(incident, { minLength: 40, maxLength: 120, size: 'max' }),
})

test('a deployment always ends, no script runs twice, and the outcome follows from the targets', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      await using store = await temporaryStore([engineSchema, codedeploySchema])
      const world = new World(store, given)
      await world.begin()

      for (const each of given.incidents) await world.suffer(each)
      await world.carryOnToTheEnd()

      await world.check()
    }),
    { numRuns: 30 },
  )
})

class World {
  readonly #store: Store
  readonly #scenario: Scenario
  readonly #clock = new ManualClock()
  readonly #agents: SimulatedAgent[]
  #alive: { life: Life; engine: Engine } | undefined
  #mostInFlight = 0
  /** Deployments that were said to have ended. */
  readonly #ended = new Set<string>()

  constructor(store: Store, scenario: Scenario) {
    this.#store = store
    this.#scenario = scenario
    const server: Server = async (call) => {
      const { life, engine } = this.#server()
      const answer = life.store.transaction((db) => call(db, commandsForHosts(engine)))
      return Promise.race([answer, life.death.then(() => undefined)])
    }
    this.#agents = scenario.fleet.map(
      (plan, index) => new SimulatedAgent({ ...PLACE, hostIdentifier: instanceArn(index) }, plan, server),
    )
  }

  async begin(): Promise<void> {
    const now = this.#clock.now()
    const deployment = newDeployment(this.#scenario, now)
    await this.#store.transaction(async (db) => {
      await new Applications(db, PLACE).create({ id: 'a', name: 'web', computePlatform: 'Server', createdAt: now })
      const group = {
        id: 'g',
        applicationId: 'a',
        name: 'fleet',
        settings: deployment.request.settings,
        createdAt: now,
      }
      await new DeploymentGroups(db, PLACE).create(group)
    })
    const { engine } = this.#server()
    const config: DeploymentConfig = {
      id: 'c',
      name: 'config',
      computePlatform: 'Server',
      minimumHealthyHosts: this.#scenario.minimum,
      createdAt: now,
    }
    await this.#store.transaction((db) => startDeployment({ engine, ids: randomIds }, db, deployment, config))
    await this.#settle()
  }

  async suffer(incident: Incident): Promise<void> {
    switch (incident.type) {
      case 'agent':
        await this.#agents[incident.host % this.#agents.length]?.act(incident.fault, incident.pick)
        break
      case 'server-dies':
        this.#server().life.dieIn(incident.steps, incident.moment)
        break
      case 'time':
        this.#clock.advance(incident.ms)
        break
      case 'stop': {
        const { life, engine } = this.#server()
        const stopped = life.store.transaction((db) => engine.deliver(db, deploymentRunId(ID), [{ type: 'stop' }]))
        await Promise.race([stopped, life.death])
      }
    }
    await this.#settle()
  }

  /** Without further incidents; what nobody does any more, time must end. */
  async carryOnToTheEnd(): Promise<void> {
    for (let round = 0; round < 2_000; round += 1) {
      if ((await this.#deployment()).completedAt !== undefined) return
      let busy = false
      for (const agent of this.#agents) if (await agent.act('none')) busy = true
      if (!busy) this.#clock.advance(5 * 60_000)
      await this.#settle()
    }
    throw new Error('The deployment is stuck')
  }

  async check(): Promise<void> {
    const { status, overview } = await this.#deployment()
    const records = await new Targets(this.#store.db, PLACE).range(ID, 0, 100)
    const { Succeeded = 0, Failed = 0, Skipped = 0 } = overview ?? {}
    const total = this.#agents.length
    const required = requiredHealthy(this.#scenario.minimum, total)

    for (const { ran } of this.#agents) expect(ran).toEqual([...new Set(ran)])
    expect(Succeeded + Failed + Skipped).toBe(total)
    if (status !== 'Stopped') expect(status === 'Succeeded').toBe(Succeeded >= Math.max(1, required))
    if (status === 'Succeeded') expect(Skipped).toBe(0)
    if (!canStart(required, total)) expect(Skipped).toBe(total)
    expect(this.#mostInFlight).toBeLessThanOrEqual(Math.max(0, total - required))
    for (const { events, targetId, status: outcome } of records) {
      for (const event of events) expect(['Succeeded', 'Failed', 'Skipped']).toContain(event.status)
      const index = Number(targetId.slice(-1))
      if (outcome === 'Succeeded') this.#checkSucceeded(index)
      if (outcome === 'Skipped') expect(this.#agents[index]?.ran).toEqual([])
    }
    expect([...this.#ended]).toEqual([ID])
    // Nothing is left behind that would still do something.
    expect(await this.#due(Number.MAX_SAFE_INTEGER)).toBe(0)
  }

  /** It ran each event once that had something to run, in order. */
  #checkSucceeded(index: number): void {
    const { noops = [] } = this.#scenario.fleet[index] ?? {}
    const wanted = Array.from({ length: EVENTS }, (_, event) => event).filter((event) => !noops.includes(event))
    expect(this.#agents[index]?.ran).toEqual(wanted.map((event) => `${ID}/${event}`))
  }

  /** The process that is alive; another one takes over when there is none. */
  #server(): { life: Life; engine: Engine } {
    if (this.#alive && !this.#alive.life.dead) return this.#alive
    const life = new Life(this.#store, this.#clock)
    const parts = { store: life.store, clock: life.clock, ids: randomIds, log: silentLogger }
    const engine = createEngine(parts)
    registerCodedeployRuns({
      ...parts,
      engine,
      sealing: sealingKey(randomBytes(32)),
      hosts: { commandOffered: () => {} },
      roleSessions: { assume: async () => ({ principal: { type: 'root', account: '', arn: '', userId: '' } }) },
      instances: {
        describe: async () => ({
          instances: this.#agents.map((_, index) => ({
            instanceId: instanceId(index),
            zone: 'a',
            tags: [{ Key: 'fleet', Value: 'web' }],
          })),
        }),
      },
      gitBundles: { fetch: async () => ({ refused: 'missing', message: 'no git here' }) },
      events: {
        ended: async (db, { deploymentId }) => {
          expect((await new Deployments(db, PLACE).find(deploymentId))?.id).toBe(deploymentId)
          this.#ended.add(deploymentId)
        },
      },
    })
    engine.startLoop()
    this.#alive = { life, engine }
    return this.#alive
  }

  /** Waits until all that is due by now has been done, over as many lives as that takes. */
  async #settle(): Promise<void> {
    for (let turn = 0; turn < 5_000; turn += 1) {
      this.#server()
      await new Promise((resolve) => setTimeout(resolve, 1))
      if ((await this.#due(this.#clock.now())) === 0) return this.#observe()
    }
    throw new Error('The engine does not come to rest')
  }

  async #due(now: number): Promise<number> {
    const { rows } = await sql<{ due: number }>`
      select (select count(*) from engine_outbox where due_at <= ${now}) +
             (select count(*) from engine_runs where done = 0 and wake_at <= ${now}) as due`.execute(this.#store.db)
    // A command in hand is leased into the future.
    const { rows: leased } = await sql<{ n: number }>`
      select count(*) as n from engine_outbox where owner is not null`.execute(this.#store.db)
    return Number(rows[0]?.due ?? 0) + Number(leased[0]?.n ?? 0)
  }

  async #observe(): Promise<void> {
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from codedeploy_targets where command_event is not null`.execute(this.#store.db)
    this.#mostInFlight = Math.max(this.#mostInFlight, Number(rows[0]?.n ?? 0))
  }

  async #deployment(): Promise<Deployment> {
    const found = await new Deployments(this.#store.db, PLACE).find(ID)
    if (!found) throw new Error('The deployment is lost')
    return found
  }
}

const instanceId = (index: number) => `i-0000000${index}`
const instanceArn = (index: number) => `arn:aws:ec2:us-east-1:123456789012:instance/${instanceId(index)}`

function newDeployment({ ignoreApplicationStopFailures }: Scenario, createdAt: number): Deployment {
  const settings: DeploymentGroupSettings = {
    deploymentConfigName: 'config',
    serviceRoleArn: 'arn:aws:iam::123456789012:role/CodeDeployRole',
    ec2TagFilters: [{ Key: 'fleet', Value: 'web', Type: 'KEY_AND_VALUE' }],
    onPremisesInstanceTagFilters: [],
    autoScalingGroups: [],
    triggerConfigurations: [],
    autoRollbackConfiguration: { enabled: false },
    outdatedInstancesStrategy: 'UPDATE',
    deploymentStyle: { deploymentType: 'IN_PLACE', deploymentOption: 'WITHOUT_TRAFFIC_CONTROL' },
    ecsServices: [],
    terminationHookEnabled: false,
  }
  return {
    ...PLACE,
    id: ID,
    applicationId: 'a',
    applicationName: 'web',
    groupId: 'g',
    groupName: 'fleet',
    status: 'Created',
    creator: 'user',
    createdAt,
    request: {
      deploymentConfigName: 'config',
      revision: { revisionType: 'S3', s3Location: { bucket: 'bundles', key: 'app.zip', bundleType: 'zip' } },
      ignoreApplicationStopFailures,
      updateOutdatedInstancesOnly: false,
      fileExistsBehavior: 'DISALLOW',
      settings,
    },
  }
}
