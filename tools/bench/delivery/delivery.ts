import { setTimeout as pause } from 'node:timers/promises'
import { GetDeploymentTargetCommand, ListDeploymentTargetsCommand } from '@aws-sdk/client-codedeploy'
import { type StageDeclaration, StartPipelineExecutionCommand } from '@aws-sdk/client-codepipeline'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { appspec, script } from '../../../e2e/support/bundle.ts'
import { buildStage, type Delivery, delivery, deployStage } from '../../../e2e/support/delivery.ts'
import { type Figure, median, spread } from '../report.ts'
import { logThroughput, loudBuild } from './build-log.ts'

const RUNS = 9
const NAME = 'bench'
const FILES = {
  'app.txt': 'one',
  'appspec.yml': appspec(['ApplicationStart']),
  'scripts/ApplicationStart.sh': script('true'),
  'buildspec.yml': "version: 0.2\nphases:\n  build:\n    commands: ['true']\nartifacts:\n  files: '**/*'\n",
}

/** From a push to a hook that runs, what pipelines add, and what builds may print. */
export async function deliveryBench(): Promise<Figure[]> {
  const driver = process.getuid?.() === 0 ? 'sandbox' : 'process'
  await using here = await delivery({ instances: 1, driver })
  return [...(await pushes(here)), await threeActions(here), await logThroughput(here), ...(await loudBuild(here))]
}

async function pushes(here: Delivery): Promise<Figure[]> {
  const clone = await here.repository(NAME, FILES)
  await here.project(NAME)
  await here.pipeline(NAME, NAME, [buildStage(NAME), deployStage()])
  await here.ended(NAME, await here.executionOf(NAME, await clone.git('rev-parse', 'HEAD')))
  const [toSource, toHook, builds]: [number[], number[], number[]] = [[], [], []]
  for (let run = 0; run < RUNS; run++) {
    await clone.write({ 'app.txt': `number ${run}` })
    await clone.git('commit', '--quiet', '--all', '-m', `Number ${run}`)
    await clone.git('push', '--quiet', 'origin', 'HEAD:main')
    const pushed = Date.now()
    const id = await here.executionOf(NAME, await clone.git('rev-parse', 'HEAD'))
    const status = await here.ended(NAME, id)
    if (status !== 'Succeeded') throw new Error(`Execution ${id} ended as ${status}`)
    const actions = await here.actions(NAME, id)
    const build = await here.build(actions.get('Build/Build')?.output?.executionResult?.externalExecutionId ?? '')
    const took = Number(build.endTime) - Number(build.startTime)
    const deployment = actions.get('Deploy/Deploy')?.output?.executionResult?.externalExecutionId ?? ''
    toSource.push(Number(actions.get('Source/Source')?.startTime) - pushed)
    toHook.push((await firstHook(here, deployment)) - pushed - took)
    builds.push(took)
    await pause(500)
  }
  return [
    { what: 'end of git push to the start of the source action', value: spread(toSource, 'ms'), budget: '' },
    {
      what: 'end of git push to the first hook, without the build',
      value: spread(toHook, 'ms'),
      budget: '< 1 s',
      kept: median(toHook) < 1000,
    },
    { what: '  the build itself: one command, artifact of four files', value: spread(builds, 'ms'), budget: '' },
  ]
}

async function firstHook(here: Delivery, deploymentId: string): Promise<number> {
  const { targetIds = [] } = await here.world.codedeploy.send(new ListDeploymentTargetsCommand({ deploymentId }))
  const asked = new GetDeploymentTargetCommand({ deploymentId, targetId: targetIds[0] })
  const { deploymentTarget } = await here.world.codedeploy.send(asked)
  const events = deploymentTarget?.instanceTarget?.lifecycleEvents ?? []
  const start = events.find(({ lifecycleEventName }) => lifecycleEventName === 'ApplicationStart')?.startTime
  if (!start) throw new Error(`ApplicationStart of ${deploymentId} did not begin`)
  return start.getTime()
}

/** Source, and two actions that copy the artifact of it: all that takes time is the pipeline. */
async function threeActions(here: Delivery): Promise<Figure> {
  const name = 'three-actions'
  await here.world.s3.send(new CreateBucketCommand({ Bucket: 'delivered' }))
  await here.repository(name, { 'app.txt': 'one' })
  await here.pipeline(name, name, [copyStage('First'), copyStage('Second')])
  const took: number[] = []
  for (let run = 0; run <= RUNS; run++) {
    const { pipelineExecutionId: id = '' } = await here.codepipeline.send(new StartPipelineExecutionCommand({ name }))
    await here.ended(name, id)
    const actions = [...(await here.actions(name, id)).values()]
    const begun = Math.min(...actions.map(({ startTime }) => Number(startTime)))
    const ended = Math.max(...actions.map(({ lastUpdateTime }) => Number(lastUpdateTime)))
    // The first one loads what the others find there.
    if (run > 0) took.push(ended - begun)
  }
  return {
    what: `a pipeline of three actions that do nothing, median of ${RUNS}`,
    value: spread(took, 'ms'),
    budget: '',
  }
}

const copyStage = (name: string): StageDeclaration => ({
  name,
  actions: [
    {
      name: 'Copy',
      actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'S3', version: '1' },
      configuration: { BucketName: 'delivered', Extract: 'false', ObjectKey: `${name}.zip` },
      inputArtifacts: [{ name: 'source' }],
    },
  ],
})
