import { type ExecutionMode, ListActionExecutionsCommand } from '@aws-sdk/client-codepipeline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appspec } from './support/bundle.ts'
import { buildStage, type Delivery, delivery } from './support/delivery.ts'

const PUSHES = 10
const FILES = {
  'appspec.yml': appspec([]),
  'buildspec.yml': 'version: 0.2\nphases:\n  build:\n    commands: [sleep 1]\nartifacts:\n  files: app.txt\n',
}

let here: Delivery
beforeAll(async () => {
  here = await delivery()
})
afterAll(() => here?.[Symbol.asyncDispose]())

interface Outcome {
  /** In the order in which they were pushed. */
  statuses: (string | undefined)[]
  /** Most executions that were in the stage Build at one moment. */
  mostInBuild: number
}

/** Ten pushes as fast as git goes. */
async function pushTen(executionMode: ExecutionMode): Promise<Outcome> {
  const name = executionMode.toLowerCase()
  const clone = await here.repository(name, { ...FILES, 'app.txt': '0' })
  await here.project(name)
  await here.pipeline(name, name, [buildStage(name)], { executionMode, pipelineType: 'V2' })
  const first = await here.firstExecution(name)
  await here.ended(name, first)

  const commits: string[] = []
  for (let n = 1; n <= PUSHES; n += 1) commits.push(await clone.push({ 'app.txt': String(n) }, `Number ${n}`))
  const ids: string[] = []
  for (const commit of commits) ids.push(await here.executionOf(name, commit))
  const statuses: string[] = []
  for (const id of ids) statuses.push(await here.ended(name, id))
  return { statuses, mostInBuild: await mostAtOnce(name) }
}

async function mostAtOnce(pipelineName: string): Promise<number> {
  const { actionExecutionDetails = [] } = await here.codepipeline.send(
    new ListActionExecutionsCommand({ pipelineName }),
  )
  const builds = actionExecutionDetails.filter(({ stageName }) => stageName === 'Build')
  const spans = builds.map(({ startTime, lastUpdateTime }) => [Number(startTime), Number(lastUpdateTime)] as const)
  return Math.max(...spans.map(([at]) => spans.filter(([from, to]) => from <= at && at < to).length))
}

test('superseded: ten pushes end in the newest, and older ones that waited are skipped', async () => {
  const { statuses, mostInBuild } = await pushTen('SUPERSEDED')

  expect(statuses.at(-1)).toBe('Succeeded')
  expect(statuses.filter((status) => status === 'Superseded').length).toBeGreaterThan(0)
  expect(statuses.every((status) => status === 'Succeeded' || status === 'Superseded')).toBe(true)
  expect(mostInBuild).toBe(1)
})

test('queued: ten pushes are all delivered, one after the other, in order', async () => {
  const { statuses, mostInBuild } = await pushTen('QUEUED')

  expect(statuses).toEqual(Array(PUSHES).fill('Succeeded'))
  expect(mostInBuild).toBe(1)
})

test('parallel: ten pushes are delivered side by side', async () => {
  const { statuses, mostInBuild } = await pushTen('PARALLEL')

  expect(statuses).toEqual(Array(PUSHES).fill('Succeeded'))
  expect(mostInBuild).toBeGreaterThan(1)
})
