import { setTimeout as pause } from 'node:timers/promises'
import { CodeDeployClient, CreateDeploymentCommand, GetDeploymentCommand } from '@aws-sdk/client-codedeploy'
import { type ControlPlane, startControlPlane } from '@towpath/testkit'
import { processorSeconds } from '../processes.ts'
import { type Figure, median, spread } from '../report.ts'
import { type Hosts, startHosts } from './hosts.ts'
import { idleFigures } from './idle.ts'
import { groupOf, register } from './register.ts'

const SIZES = [10, 200, 1000]
const RUNS = 3
const LIMIT_MS = 180_000

/** Many hosts that speak the real protocol and run no hooks: deployments to all at once, and what idle ones cost. */
export async function fleet(): Promise<Figure[]> {
  await using plane = await startControlPlane()
  const codedeploy = new CodeDeployClient(plane.client)
  const hosts = await register(plane, codedeploy, SIZES)
  await using running = startHosts({ endpoint: plane.endpoint, hosts })
  const world = { plane, codedeploy, running }
  await deploy(world, 10)
  const figures: Figure[] = []
  for (const size of SIZES) figures.push(...(await deployments(world, size)))
  figures.push(...(await idleFigures(world, Math.max(...SIZES))))
  codedeploy.destroy()
  return figures
}

interface World {
  plane: ControlPlane
  codedeploy: CodeDeployClient
  running: Hosts
}

interface Usage {
  seconds: number
  /** Processor seconds. */
  server: number
  hosts: number
  calls: number
}

async function deployments(world: World, size: number): Promise<Figure[]> {
  const runs: Usage[] = []
  for (let run = 0; run < RUNS; run++) runs.push(await deploy(world, size))
  const seconds = runs.map((run) => run.seconds)
  const perHost = (pick: (run: Usage) => number) => ((median(runs.map(pick)) / size) * 1000).toFixed(1)
  const calls = median(runs.map((run) => run.calls))
  return [
    {
      what: `${size} simulated hosts all at once, median of ${RUNS}`,
      value: spread(seconds, 's', 2),
      budget: size === 1000 ? '< 10 s' : '',
      kept: size === 1000 ? median(seconds) < 10 : undefined,
    },
    {
      what: '  processor, a host',
      value: `${perHost((run) => run.server)} ms control plane, ${perHost((run) => run.hosts)} ms simulated host, ${(calls / size).toFixed(0)} calls`,
      budget: '',
    },
  ]
}

async function deploy({ plane, codedeploy, running }: World, size: number): Promise<Usage> {
  const used = async () => ({
    server: processorSeconds(plane.pid()),
    hosts: running.processorSeconds(),
    calls: await running.calls(),
  })
  const before = await used()
  const { deploymentId } = await codedeploy.send(
    new CreateDeploymentCommand({
      applicationName: 'app',
      deploymentGroupName: groupOf(size),
      revision: { revisionType: 'S3', s3Location: { bucket: 'none', key: 'none.tgz', bundleType: 'tgz' } },
    }),
  )
  const seconds = await secondsOf(codedeploy, deploymentId)
  const after = await used()
  return {
    seconds,
    server: after.server - before.server,
    hosts: after.hosts - before.hosts,
    calls: after.calls - before.calls,
  }
}

/** As the control plane counts them, so that how often it is asked does not matter. */
async function secondsOf(codedeploy: CodeDeployClient, deploymentId: string | undefined): Promise<number> {
  for (const deadline = Date.now() + LIMIT_MS; Date.now() < deadline; await pause(250)) {
    const { deploymentInfo: info } = await codedeploy.send(new GetDeploymentCommand({ deploymentId }))
    if (!info?.createTime || !info.completeTime) continue
    if (info.status === 'Succeeded') return (info.completeTime.getTime() - info.createTime.getTime()) / 1000
    throw new Error(`The deployment ended as ${info.status}: ${info.errorInformation?.message}`)
  }
  throw new Error(`The deployment did not end within ${LIMIT_MS} ms`)
}
