import { until } from '@towpath/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BegunHook, type Crashing, crashing, interruptedEvent, type Moment } from './support/crashing.ts'
import { inside, sandboxMissing } from './support/instances.ts'

const drivers = sandboxMissing() ? (['process'] as const) : (['process', 'sandbox'] as const)

describe.each(drivers)('on three instances of the %s driver', (driver) => {
  let scene: Crashing
  beforeAll(async () => {
    scene = await crashing(driver)
  })
  afterAll(() => scene?.world[Symbol.asyncDispose]())

  const moments: Moment[][] = [
    [0, 150, 400],
    [
      ['DownloadBundle', 0],
      ['BeforeInstall', 200],
      ['Install', 0],
    ],
    [
      ['AfterInstall', 0],
      ['ApplicationStart', 200],
      ['ValidateService', 450],
    ],
  ]
  // What the sandbox adds is the same at every moment, and each takes longer there.
  test.each(driver === 'process' ? moments : moments.slice(2))(
    'agents killed at %j, %j and %j: the deployment ends, and no hook runs twice',
    async (...each) => {
      const { world } = scene
      const deployment = await world.begin(scene.files)

      await Promise.all(
        world.instanceIds.map(async (id, index) => {
          await scene.reach(deployment, id, each[index] ?? 0)
          await scene.killAgent(id)
        }),
      )

      await scene.expectNothingRepeated(await world.ended(deployment))
    },
  )

  test('a hook that runs when its agent is killed is ended and failed; the other instances go on', async () => {
    const { world } = scene
    const [id = ''] = world.instanceIds
    await scene.hang(id)
    const deployment = await world.begin(scene.files)
    const { pid } = await until('AfterInstall runs', async (): Promise<BegunHook | undefined> => {
      return (await scene.begun(deployment, id)).find(({ event }) => event === 'AfterInstall')
    })

    await scene.killAgent(id)
    const outcome = await world.ended(deployment)

    await scene.expectNothingRepeated(outcome)
    const interrupted = outcome.targets.map((target) => [target.targetId, interruptedEvent(target)])
    expect(Object.fromEntries(interrupted)).toEqual({
      [id]: 'AfterInstall',
      [world.instanceIds[1] ?? '']: undefined,
      [world.instanceIds[2] ?? '']: undefined,
    })
    // Who has ended may still wait to be collected.
    const ended = `! [ -e /proc/${pid} ] || grep -q '^State:.Z' /proc/${pid}/status`
    expect(await inside(world.plane, id, 'sh', '-c', ended)).toMatchObject({ code: 0 })
  })
})
