import { setTimeout as pause } from 'node:timers/promises'
import { CodeDeployClient, CreateDeploymentCommand, GetDeploymentCommand } from '@aws-sdk/client-codedeploy'
import { type ControlPlane, startControlPlane } from '@towpath/testkit'
import { megabytes, processorSeconds, residentMib } from '../processes.ts'
import { type Figure, median, spread } from '../report.ts'
import { type Hosts, startHosts } from './hosts.ts'
import { groupOf, register } from './register.ts'

const SIZES = [10, 200, 1000]
const RUNS = 3
/** Longer than a poll is held open: each host polls at least once. */
const IDLE_SECONDS = 60
const SETTLE_MS = 5000
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
  figures.push(...(await idle(world)))
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

async function idle({ plane, running }: World): Promise<Figure[]> {
  await pause(SETTLE_MS)
  const count = Math.max(...SIZES)
  const [before, callsBefore] = [processorSeconds(plane.pid()), await running.calls()]
  await pause(IDLE_SECONDS * 1000)
  const share = (processorSeconds(plane.pid()) - before) / IDLE_SECONDS
  const polls = ((await running.calls()) - callsBefore) / IDLE_SECONDS
  return [
    {
      what: `${count} idle hosts, processor of the control plane`,
      value: `${(share * 100).toFixed(2)} % of a core, ${polls.toFixed(1)} polls/s`,
      budget: '< 5 % for 10,000',
      kept: (share / count) * 10_000 < 0.05,
    },
    {
      what: `  its memory, with ${count} hosts connected`,
      value: `${megabytes(residentMib(plane.pid())).toFixed(0)} MB`,
      budget: '< 600 MB for 10,000',
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
