import { Agent, request } from 'node:http'
import { sign } from '@towpath/agent-link'
import { type ControlPlane, startControlPlane } from '@towpath/testkit'
import { processorSeconds } from './processes.ts'
import { type Figure, median, percentile } from './report.ts'

/** Signed requests under way at once, and how many in a round. */
const CONCURRENCY = 32
const REQUESTS = 3000
const ROUNDS = 5

/** Requests a second of one read and one durable write, signed, over kept-alive connections. */
export async function api(): Promise<Figure[]> {
  await using plane = await startControlPlane()
  using caller = callerOf(plane)
  await caller.call('CreateApplication', { applicationName: 'app' })
  // Applications are limited to 1000 an account, so writes put tags on one of them.
  const ResourceArn = 'arn:aws:codedeploy:us-east-1:123456789012:application:app'
  const reads = await load(plane, () => caller.call('GetApplication', { applicationName: 'app' }))
  const writes = await load(plane, (n) =>
    caller.call('TagResource', { ResourceArn, Tags: [{ Key: 'n', Value: String(n) }] }),
  )
  return [...figures('reads (GetApplication)', reads), ...figures('durable writes (TagResource)', writes)]
}

interface Round {
  perSecond: number
  /** Of the control plane, for one request. */
  processorMs: number
  milliseconds: number[]
}

/** The first round warms up and does not count. */
async function load(plane: ControlPlane, one: (n: number) => Promise<void>): Promise<Round[]> {
  const rounds: Round[] = []
  for (let round = 0; round <= ROUNDS; round++) rounds.push(await loadOnce(plane, one))
  return rounds.slice(1)
}

async function loadOnce(plane: ControlPlane, one: (n: number) => Promise<void>): Promise<Round> {
  const milliseconds: number[] = []
  let next = 0
  const processor = processorSeconds(plane.pid())
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
  return { perSecond, processorMs: ((processorSeconds(plane.pid()) - processor) * 1000) / REQUESTS, milliseconds }
}

function figures(what: string, rounds: Round[]): Figure[] {
  const of = (pick: (round: Round) => number, digits = 1) => median(rounds.map(pick)).toFixed(digits)
  const latency = [50, 99].map((p) => `p${p} ${of((round) => percentile(round.milliseconds, p))} ms`).join(', ')
  return [
    {
      what: `${what}, ${CONCURRENCY} at once, median of ${ROUNDS}`,
      value: `${of((round) => round.perSecond, 0)}/s, ${latency}`,
      budget: '',
    },
    {
      what: '  processor of the control plane, a request',
      value: `${of((round) => round.processorMs, 2)} ms`,
      budget: '',
    },
  ]
}

function callerOf(plane: ControlPlane) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY })

  async function call(operation: string, input: unknown): Promise<void> {
    const signed = await sign(
      {
        method: 'POST',
        url: new URL(plane.endpoint),
        headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `CodeDeploy_20141006.${operation}` },
        body: JSON.stringify(input),
      },
      { service: 'codedeploy', region: 'us-east-1' },
      plane.client.credentials,
      new Date(),
    )
    await new Promise<void>((resolve, reject) => {
      const sent = request(signed.url, { method: 'POST', headers: signed.headers, agent }, (response) => {
        response.resume()
        response.on('end', () => {
          if (response.statusCode === 200) resolve()
          else reject(new Error(`${operation} answered ${response.statusCode}`))
        })
      })
      sent.on('error', reject)
      sent.end(signed.body)
    })
  }

  return { call, [Symbol.dispose]: () => agent.destroy() }
}
