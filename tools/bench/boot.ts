import { setTimeout as pause } from 'node:timers/promises'
import { startControlPlane } from '@towpath/testkit'
import { megabytes, processorSeconds, residentMib } from './processes.ts'
import { type Figure, median, spread } from './report.ts'

const RUNS = 7
const REST_MS = 3000

/** Time from the start of `towpath serve` on existing data to its ready line, and its memory once it rests. */
export async function boot(): Promise<Figure[]> {
  await using plane = await startControlPlane()
  const [seconds, processor, memory]: [number[], number[], number[]] = [[], [], []]
  for (let run = 0; run < RUNS; run++) {
    await plane.stop()
    const begun = performance.now()
    await plane.start()
    seconds.push((performance.now() - begun) / 1000)
    processor.push(processorSeconds(plane.pid()))
    await pause(REST_MS)
    memory.push(megabytes(residentMib(plane.pid())))
  }
  return [
    {
      what: `boot to ready, median of ${RUNS}`,
      value: spread(seconds, 's', 2),
      budget: '< 1 s',
      kept: median(seconds) < 1,
    },
    { what: 'boot to ready, processor time', value: spread(processor, 's', 2), budget: '' },
    {
      what: 'memory of an idle control plane',
      value: spread(memory, 'MB'),
      budget: '< 120 MB',
      kept: median(memory) < 120,
    },
  ]
}
