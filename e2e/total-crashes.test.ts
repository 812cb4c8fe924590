import { afterAll, beforeAll, describe, test } from 'vitest'
import { type Crashing, crashing, type Moment } from './support/crashing.ts'
import { sandboxMissing } from './support/instances.ts'

const cases: ['process' | 'sandbox', Moment[]][] = [
  [
    'process',
    [
      0,
      150,
      300,
      ['DownloadBundle', 0],
      ['BeforeInstall', 0],
      ['BeforeInstall', 250],
      ['Install', 0],
      ['AfterInstall', 100],
      ['ApplicationStart', 250],
      ['ValidateService', 100],
    ],
  ],
]
if (!sandboxMissing()) cases.push(['sandbox', [['AfterInstall', 250]]])

describe.each(cases)('on three instances of the %s driver', (driver, moments) => {
  let scene: Crashing
  beforeAll(async () => {
    scene = await crashing(driver)
  })
  afterAll(() => scene?.world[Symbol.asyncDispose]())

  test.each(moments.map((moment) => [moment]))(
    'control plane and agents killed at %j: the deployment ends by itself, and no hook runs twice',
    async (moment) => {
      const { world } = scene
      const deployment = await world.begin(scene.files)

      await scene.reach(deployment, world.instanceIds[0] ?? '', moment)
      await world.plane.kill()
      await Promise.all(world.instanceIds.map(scene.killAgent))
      await world.plane.start()

      await scene.expectNothingRepeated(await world.ended(deployment))
    },
  )
})
