import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appspec, script } from './support/bundle.ts'
import { type World, world } from './support/world.ts'

/** Where hooks leave their marks: shared by the test's instances, which the process driver does not isolate. */
const EVENTS = ['BeforeInstall', 'AfterInstall', 'ApplicationStart', 'ValidateService']

let here: World
beforeAll(async () => {
  here = await world({ instances: 3 })
})
afterAll(() => here?.[Symbol.asyncDispose]())

function files() {
  const marks = join(here.plane.dataFolder, 'marks')
  const hook = script(`echo "$DEPLOYMENT_ID $LIFECYCLE_EVENT $TOWPATH_DESTINATION_ROOT" >>"${marks}"`, 'sleep 0.3')
  const scripts = Object.fromEntries(EVENTS.map((event) => [`scripts/${event}.sh`, hook]))
  return { 'appspec.yml': appspec(EVENTS), ...scripts }
}

/** How often each hook of a deployment ran on each instance, where that is more than once. */
async function ranTwice(deploymentId: string): Promise<string[]> {
  const text = await readFile(join(here.plane.dataFolder, 'marks'), 'utf8')
  const lines = text.split('\n').filter((line) => line.startsWith(deploymentId))
  return lines.filter((line, index) => lines.indexOf(line) !== index)
}

test.each(Array.from({ length: 10 }, (_, n) => n * 170))(
  'a control plane killed %i ms into a deployment ends it after its restart, and no hook runs twice',
  async (delay) => {
    const id = await here.begin(files())
    await new Promise((resolve) => setTimeout(resolve, delay))

    await here.plane.kill()
    await here.plane.start()
    const { info } = await here.ended(id, 120_000)

    expect(info.status).toBe('Succeeded')
    expect(await ranTwice(id)).toEqual([])
  },
)
