import { setTimeout as pause } from 'node:timers/promises'
import { StartBuildCommand } from '@aws-sdk/client-codebuild'
import type { Delivery } from '../../../e2e/support/delivery.ts'
import { megabytes, residentMib } from '../processes.ts'
import type { Figure } from '../report.ts'

const LINES = 100_000
const LOOK_MS = 100

/** A build of one command: how long the command took, in milliseconds, and what is in its log. */
async function build(here: Delivery, name: string, command: string): Promise<{ took: number; lines: string[] }> {
  await here.project(name)
  const buildspecOverride = JSON.stringify({ version: 0.2, phases: { build: { commands: [command] } } })
  const { build: started } = await here.codebuild.send(
    new StartBuildCommand({
      projectName: name,
      sourceTypeOverride: 'NO_SOURCE',
      artifactsOverride: { type: 'NO_ARTIFACTS' },
      buildspecOverride,
    }),
  )
  const id = started?.id ?? ''
  for (;;) {
    await pause(LOOK_MS)
    const { buildComplete, buildStatus, phases = [] } = await here.build(id)
    if (!buildComplete) continue
    if (buildStatus !== 'SUCCEEDED') throw new Error(`Build ${id} ended as ${buildStatus}`)
    const phase = phases.find(({ phaseType }) => phaseType === 'BUILD')
    return { took: Number(phase?.endTime) - Number(phase?.startTime), lines: await here.buildLog(id) }
  }
}

/** From a build that prints as fast as it can to a reader who finds every line in the log. */
export async function logThroughput(here: Delivery): Promise<Figure> {
  const command = `seq -f "line %.0f of a build that says something about what it does" ${LINES}`
  const { took, lines } = await build(here, 'lines', command)
  const found = lines.filter((line) => line.startsWith('line ')).length
  const speed = Math.round(LINES / (took / 1000))
  return {
    what: `${LINES} lines from a build to the log`,
    value: `${speed} lines/s, ${found} of them there to read`,
    budget: '',
  }
}

/** What the control plane holds in memory meanwhile. */
export async function loudBuild(here: Delivery): Promise<Figure[]> {
  const pid = here.world.plane.pid()
  const before = residentMib(pid)
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, residentMib(pid))
  }, LOOK_MS)
  const command = 'yes "sixty-four characters of a line that is the same again and agai" | head -c 1000000000'
  const { took, lines } = await build(here, 'loud', command).finally(() => clearInterval(watch))
  const [from, to] = [before, most].map((mib) => megabytes(mib).toFixed(0))
  return [
    {
      what: 'a build that prints 1 GB: memory of the control plane',
      value: `${from} MB before, ${to} MB at most; ${(took / 1000).toFixed(1)} s, ${lines.length} lines kept`,
      budget: '',
    },
  ]
}
