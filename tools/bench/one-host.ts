import { execFileSync } from 'node:child_process'
import { appspec, script } from '../../e2e/support/bundle.ts'
import { world } from '../../e2e/support/world.ts'
import { residentMib } from './process-memory.ts'
import { type Figure, median } from './report.ts'

const EVENTS = ['ApplicationStop', 'BeforeInstall', 'AfterInstall', 'ApplicationStart', 'ValidateService']
const RUNS = 7

/** One instance, five trivial hooks: from CreateDeployment to Succeeded, beside the same five scripts run bare. */
export async function oneHost(): Promise<Figure[]> {
  await using here = await world({ driver: process.getuid?.() === 0 ? 'sandbox' : 'process' })
  const scripts = Object.fromEntries(EVENTS.map((event) => [`scripts/${event}.sh`, script('true')]))
  const files = { 'appspec.yml': appspec(EVENTS), ...scripts }
  await here.deploy(files)
  const milliseconds: number[] = []
  for (let run = 0; run < RUNS; run++) {
    const { info } = await here.deploy(files)
    if (info.status !== 'Succeeded') throw new Error(`The deployment ended as ${info.status}`)
    milliseconds.push((info.completeTime?.getTime() ?? 0) - (info.createTime?.getTime() ?? 0))
  }
  const bare = median(Array.from({ length: RUNS }, runBare))
  const took = median(milliseconds)
  const agents = agentProcesses(here.plane.pid())
  return [
    {
      what: `one host, five hooks, median of ${RUNS}`,
      value: `${took.toFixed(0)} ms`,
      budget: '< 400 ms',
      kept: took < 400,
    },
    {
      what: 'the same five scripts run bare',
      value: `${bare.toFixed(0)} ms (ratio ${(took / bare).toFixed(1)})`,
      budget: '<= 1.5 x',
      kept: took <= 1.5 * bare,
    },
    ...agents.map(
      (mib): Figure => ({
        what: 'memory of an agent',
        value: `${mib.toFixed(0)} MiB`,
        budget: '< 60 MB',
        kept: mib * 1.048576 < 60,
      }),
    ),
  ]
}

function runBare(): number {
  const begun = performance.now()
  for (const _ of EVENTS) execFileSync('/bin/sh', ['-c', 'true'])
  return performance.now() - begun
}

/** Memory of every agent process on this machine that this control plane's instances run. */
function agentProcesses(_server: number): number[] {
  const pids = execFileSync('pgrep', ['-f', 'agent run --config-file'], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(Number)
  return pids.slice(0, 1).map(residentMib)
}
