import { setTimeout as pause } from 'node:timers/promises'
import { CodeDeployClient } from '@aws-sdk/client-codedeploy'
import { type ControlPlane, startControlPlane } from '@towpath/testkit'
import { megabytes, processorSeconds, residentMib } from '../processes.ts'
import type { Figure } from '../report.ts'
import { type Hosts, startHosts } from './hosts.ts'
import { register } from './register.ts'

const HOSTS = 10_000
/** Longer than a poll is held open: each host polls at least once. */
const IDLE_SECONDS = 150
/** Until all have connected and what that left behind is cleared away. */
const SETTLE_MS = 5_000
const SETTLE_MANY_MS = 60_000

/** What ten thousand hosts cost that have nothing to do. Registering them takes some minutes. */
export async function idle(): Promise<Figure[]> {
  await using plane = await startControlPlane()
  const codedeploy = new CodeDeployClient(plane.client)
  const hosts = await register(plane, codedeploy, [HOSTS])
  codedeploy.destroy()
  // Its memory shall be that of hosts, not that of having registered them.
  await plane.stop()
  await plane.start()
  const empty = megabytes(residentMib(plane.pid()))
  await using running = startHosts({ endpoint: plane.endpoint, hosts })
  await pause(SETTLE_MANY_MS)
  const figures = await idleFigures({ plane, running }, HOSTS)
  return [...figures, { what: '  its memory before they connected', value: `${empty.toFixed(0)} MB`, budget: '' }]
}

/** What `count` connected hosts cost while nothing happens. */
export async function idleFigures(
  { plane, running }: { plane: ControlPlane; running: Hosts },
  count: number,
): Promise<Figure[]> {
  await pause(SETTLE_MS)
  const [before, callsBefore] = [processorSeconds(plane.pid()), await running.calls()]
  await pause(IDLE_SECONDS * 1000)
  const share = (processorSeconds(plane.pid()) - before) / IDLE_SECONDS
  const polls = ((await running.calls()) - callsBefore) / IDLE_SECONDS
  const memory = megabytes(residentMib(plane.pid()))
  const enough = count >= HOSTS
  return [
    {
      what: `${count} idle hosts, processor of the control plane`,
      value: `${(share * 100).toFixed(2)} % of a core, ${polls.toFixed(1)} polls/s`,
      budget: enough ? '< 5 %' : '< 5 % for 10,000',
      kept: enough ? share < 0.05 : undefined,
    },
    {
      what: `  its memory, with ${count} hosts connected`,
      value: `${memory.toFixed(0)} MB`,
      budget: enough ? '< 600 MB' : '< 600 MB for 10,000',
      kept: enough ? memory < 600 : undefined,
    },
  ]
}
