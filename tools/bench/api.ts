import { Agent, request } from 'node:http'
import { sign } from '@towpath/agent-link'
import { type ControlPlane, startControlPlane } from '@towpath/testkit'
import { type Figure, percentile } from './report.ts'

/** Signed requests under way at once, and how many in all. */
const CONCURRENCY = 32
const REQUESTS = 4000

/** Requests a second of one read and one durable write, signed, over kept-alive connections. */
export async function api(): Promise<Figure[]> {
  await using plane = await startControlPlane()
  await call(plane, 'CreateApplication', { applicationName: 'app-read' })
  const reads = await load(() => call(plane, 'GetApplication', { applicationName: 'app-read' }))
  // Applications are limited to 1000 an account, so writes put tags on one of them.
  const ResourceArn = 'arn:aws:codedeploy:us-east-1:123456789012:application:app-read'
  const writes = await load((n) => call(plane, 'TagResource', { ResourceArn, Tags: [{ Key: 'n', Value: String(n) }] }))
  return [figure('API reads (GetApplication)', reads), figure('API durable writes (TagResource)', writes)]
}

interface Load {
  perSecond: number
  milliseconds: number[]
}

function figure(what: string, { perSecond, milliseconds }: Load): Figure {
  const [p50, p99] = [percentile(milliseconds, 50), percentile(milliseconds, 99)]
  const value = `${perSecond.toFixed(0)}/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`
  return { what: `${what}, ${CONCURRENCY} at once`, value, budget: 'a multiple of the Python emulator' }
}

async function load(one: (n: number) => Promise<void>): Promise<Load> {
  const milliseconds: number[] = []
  let next = 0
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
  return { perSecond: REQUESTS / ((performance.now() - begun) / 1000), milliseconds }
}

const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY })

async function call(plane: ControlPlane, operation: string, input: unknown): Promise<void> {
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
