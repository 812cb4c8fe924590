import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { StopPipelineExecutionCommand } from '@aws-sdk/client-codepipeline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appspec, script } from './support/bundle.ts'
import { buildStage, type Delivery, delivery, deployStage } from './support/delivery.ts'
import type { Clone } from './support/git.ts'

/** A word that stands in the command line of everything that a build of this test leaves running. */
const MARK = `towpath-crash-${process.pid}`
const NAME = 'crashing'

const files = (text: string) => ({
  'app.txt': text,
  'appspec.yml': appspec(['ApplicationStart']),
  'scripts/ApplicationStart.sh': script('echo "$DEPLOYMENT_ID $(cat "$(dirname "$0")/../app.txt")"'),
  'buildspec.yml': [
    'version: 0.2',
    'phases:',
    '  build:',
    '    commands:',
    // A child that would go on if only the shell were ended.
    `      - sh -c 'sleep 300; true' ${MARK} & sleep 2; kill $!`,
    "artifacts:\n  files: '**/*'",
    '',
  ].join('\n'),
})

let here: Delivery
let clone: Clone
beforeAll(async () => {
  here = await delivery({ instances: 1 })
  clone = await here.repository(NAME, files('first'))
  await here.project(NAME)
  await here.pipeline(NAME, NAME, [buildStage(NAME), deployStage()])
  const first = await here.firstExecution(NAME)
  expect(await here.ended(NAME, first)).toBe('Succeeded')
})
afterAll(() => here?.[Symbol.asyncDispose]())

async function leftBehind(): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(pids.map((pid) => readFile(join('/proc', pid, 'cmdline'), 'utf8').catch(() => '')))
  return lines.filter((line) => line.split('\0').includes(MARK))
}

test.each([0, 50, 300, 900, 1600, 2300, 3000, 4000])(
  'a control plane killed %i ms after a push loses nothing and delivers it after its restart',
  { timeout: 180_000 },
  async (delay) => {
    const commit = await clone.push(files(`after ${delay}`), `Killed after ${delay} ms`)
    await setTimeout(delay)

    await here.world.plane.kill()
    await here.world.plane.start()
    const executionId = await here.executionOf(NAME, commit)
    // Builds and agents live on while the control plane is away, so nothing has to be done again.
    expect(await here.ended(NAME, executionId)).toBe('Succeeded')
    expect(await leftBehind()).toEqual([])
    const taken = (await here.executions(NAME)).filter(({ sourceRevisions = [] }) =>
      sourceRevisions.some(({ revisionId }) => revisionId === commit),
    )
    expect(taken).toHaveLength(1)
  },
)

test('an execution that is stopped and abandoned while the control plane is killed stays stopped', async () => {
  const commit = await clone.push(files('stopped'), 'To be stopped')
  const pipelineExecutionId = await here.executionOf(NAME, commit)
  await here.codepipeline.send(
    new StopPipelineExecutionCommand({ pipelineName: NAME, pipelineExecutionId, abandon: true, reason: 'a test' }),
  )

  await here.world.plane.kill()
  await here.world.plane.start()

  expect(await here.ended(NAME, pipelineExecutionId)).toBe('Stopped')
})
