import { processorSeconds } from '../processes.ts'

/** Requests under way at once, and how many in a round. */
export const CONCURRENCY = 32
const REQUESTS = 3000
export const ROUNDS = 7

/** What one round showed. */
export interface Round {
  perSecond: number
  /** Of the server, for one request. */
  processorMs: number
  /** Of each request, from the caller's side. */
  milliseconds: number[]
}

/** Puts the server of process `pid` under load. The first round warms up and does not count. */
export async function load(pid: number, one: (n: number) => Promise<void>): Promise<Round[]> {
  const rounds: Round[] = []
  for (let round = 0; round <= ROUNDS; round++) rounds.push(await loadOnce(pid, one))
  return rounds.slice(1)
}

async function loadOnce(pid: number, one: (n: number) => Promise<void>): Promise<Round> {
  const milliseconds: number[] = []
  let next = 0
  const processor = processorSeconds(pid)
  const begun = performance.now()
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      for (let n = next++; n < REQUESTS; n = next++) {
        const start = performance.now()
        await one(n)
        milliseconds.push(performance.now() - start)
      }
    }),
  )
  const perSecond = REQUESTS / ((performance.now() - begun) / 1000)
  return { perSecond, processorMs: ((processorSeconds(pid) - processor) * 1000) / REQUESTS, milliseconds }
}
