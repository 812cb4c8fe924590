import { setTimeout as pause } from 'node:timers/promises'
import { startControlPlane } from '@towpath/testkit'
import { residentMib } from './process-memory.ts'
import { type Figure, median } from './report.ts'

const RUNS = 5

/** Time from the start of `towpath serve` on existing data to its ready line, and its memory once it rests. */
export async function boot(): Promise<Figure[]> {
  await using plane = await startControlPlane()
  const seconds: number[] = []
  for (let run = 0; run < RUNS; run++) {
    await plane.stop()
    const begun = performance.now()
    await plane.start()
    seconds.push((performance.now() - begun) / 1000)
  }
  await pause(3000)
  const memory = residentMib(plane.pid())
  return [
    {
      what: `boot to ready, median of ${RUNS}`,
      value: `${median(seconds).toFixed(2)} s`,
      budget: '< 1 s',
      kept: median(seconds) < 1,
    },
    {
      what: 'memory of an idle control plane',
      value: `${memory.toFixed(0)} MiB`,
      budget: '< 120 MB',
      kept: memory * 1.048576 < 120,
    },
  ]
}
