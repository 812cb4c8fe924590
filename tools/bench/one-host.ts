import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { GetDeploymentCommand } from '@aws-sdk/client-codedeploy'
import { appspec, script } from '../../e2e/support/bundle.ts'
import { type World, world } from '../../e2e/support/world.ts'
import { agentsOf, megabytes, ownMib, residentMib } from './processes.ts'
import { type Figure, median, spread } from './report.ts'

const EVENTS = ['ApplicationStop', 'BeforeInstall', 'AfterInstall', 'ApplicationStart', 'ValidateService']
const RUNS = 9
const REST_MS = 5000
const LOOK_MS = 300
const LIMIT_MS = 60_000

/** One local instance, five hooks: from CreateDeployment to Succeeded, beside the same five scripts run bare. */
export async function oneHost(): Promise<Figure[]> {
  const driver = process.getuid?.() === 0 ? 'sandbox' : 'process'
  await using here = await world({ driver })
  const idle = script('true')
  const busy = script('sleep 0.05')
  await here.deploy(revision(idle))
  // What a deployment needed is given back after a while, or not at all.
  await pause(REST_MS)
  const agents = agentsOf(here.plane.port)
  const memory = agents.map((pid) => megabytes(residentMib(pid)))
  const own = agents.map((pid) => megabytes(ownMib(pid)))
  return [
    ...(await compared(here, `five trivial hooks, one ${driver} instance`, idle, { limit: 400 })),
    ...(await compared(here, 'five hooks of 50 ms each', busy, { ratio: 1.5 })),
    {
      what: 'memory of an agent that rests after a deployment',
      value: `${median(memory).toFixed(0)} MB, of these ${median(own).toFixed(0)} MB its own`,
      budget: '< 60 MB',
      kept: median(memory) < 60,
    },
  ]
}

/** Deployments and bare runs take turns, so that both meet the machine as it is. */
async function compared(
  here: World,
  what: string,
  text: string,
  budget: { limit?: number; ratio?: number },
): Promise<Figure[]> {
  using scripts = bareScripts(text)
  const [deployed, bare]: [number[], number[]] = [[], []]
  // ApplicationStop runs the script of the revision before, so the first deployment is not like the others.
  await here.deploy(revision(text))
  for (let run = 0; run < RUNS; run++) {
    deployed.push(await timedDeployment(here, text))
    bare.push(scripts.run())
  }
  const ratio = median(deployed) / median(bare)
  const { limit, ratio: most } = budget
  return [
    {
      what: `${what}, median of ${RUNS}`,
      value: spread(deployed, 'ms'),
      budget: limit === undefined ? '' : `< ${limit} ms`,
      kept: limit === undefined ? undefined : median(deployed) < limit,
    },
    {
      what: '  the same scripts run bare, one after the other',
      value: `${spread(bare, 'ms')}: ratio ${ratio.toFixed(2)}, ${(median(deployed) - median(bare)).toFixed(0)} ms more`,
      budget: most === undefined ? '' : `<= ${most} x`,
      kept: most === undefined ? undefined : ratio <= most,
    },
  ]
}

function revision(text: string): Record<string, string> {
  const scripts = EVENTS.map((event) => [`scripts/${event}.sh`, text])
  return { 'appspec.yml': appspec(EVENTS), ...Object.fromEntries(scripts) }
}

/** As the control plane counts; it is asked seldom, because on two processors every question is felt. */
async function timedDeployment(here: World, text: string): Promise<number> {
  const deploymentId = await here.begin(revision(text))
  for (const deadline = Date.now() + LIMIT_MS; Date.now() < deadline; ) {
    await pause(LOOK_MS)
    const { deploymentInfo: info } = await here.codedeploy.send(new GetDeploymentCommand({ deploymentId }))
    if (!info?.createTime || !info.completeTime) continue
    if (info.status === 'Succeeded') return info.completeTime.getTime() - info.createTime.getTime()
    throw new Error(`The deployment ended as ${info.status}: ${info.errorInformation?.message}`)
  }
  throw new Error(`The deployment did not end within ${LIMIT_MS} ms`)
}

/** The scripts as files, as a shell would run them. */
function bareScripts(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'towpath-bench-'))
  const files = EVENTS.map((event) => join(folder, `${event}.sh`))
  for (const file of files) {
    writeFileSync(file, text)
    chmodSync(file, 0o755)
  }
  return {
    run(): number {
      const begun = performance.now()
      for (const file of files) execFileSync(file)
      return performance.now() - begun
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  }
}
