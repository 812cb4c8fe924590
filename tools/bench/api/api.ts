import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { startControlPlane } from '@towpath/testkit'
import { type Figure, median, percentile } from '../report.ts'
import { callerOf } from './caller.ts'
import { CONCURRENCY, load, ROUNDS, type Round } from './load.ts'

const ANYBODY = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'nobody looks at it' }

/** Requests a second of one read and one durable write, beside a server that does nothing. */
export async function api(): Promise<Figure[]> {
  const bare = await bareServer()
  const { reads, writes } = await controlPlane()
  return [
    ...figures('a bare server, nothing verified, parsed or stored', bare),
    ...figures('reads (GetApplication), signed', reads, bare),
    ...figures('durable writes (TagResource), signed', writes, bare),
  ]
}

async function bareServer(): Promise<Round[]> {
  const child = fork(join(import.meta.dirname, 'bare-server.ts'))
  const gone = once(child, 'exit')
  try {
    const [port] = await once(child, 'message')
    using caller = callerOf(`http://127.0.0.1:${port}`, ANYBODY, CONCURRENCY)
    return await load(child.pid ?? 0, () => caller.call('GetApplication', { applicationName: 'app' }))
  } finally {
    if (child.connected) child.disconnect()
    await gone
  }
}

async function controlPlane(): Promise<{ reads: Round[]; writes: Round[] }> {
  await using plane = await startControlPlane()
  using caller = callerOf(plane.endpoint, plane.client.credentials, CONCURRENCY)
  await caller.call('CreateApplication', { applicationName: 'app' })
  const reads = await load(plane.pid(), () => caller.call('GetApplication', { applicationName: 'app' }))
  // Applications are limited to 1000 an account, so writes put tags on one of them.
  const ResourceArn = 'arn:aws:codedeploy:us-east-1:123456789012:application:app'
  const writes = await load(plane.pid(), (n) =>
    caller.call('TagResource', { ResourceArn, Tags: [{ Key: 'n', Value: String(n) }] }),
  )
  return { reads, writes }
}

function figures(what: string, rounds: Round[], bare?: Round[]): Figure[] {
  const perSecond = median(rounds.map((round) => round.perSecond))
  const processor = median(rounds.map((round) => round.processorMs))
  const [p50, p99] = [50, 99].map((percent) =>
    median(rounds.map((round) => percentile(round.milliseconds, percent))).toFixed(1),
  )
  const ratio = bare
    ? `, ${(perSecond / median(bare.map((round) => round.perSecond))).toFixed(2)} of the bare server's`
    : ''
  return [
    {
      what: `${what}, ${CONCURRENCY} at once, median of ${ROUNDS}`,
      value: `${perSecond.toFixed(0)}/s${ratio}, p50 ${p50} ms, p99 ${p99} ms`,
      budget: '',
    },
    { what: '  processor of the server, a request', value: `${processor.toFixed(2)} ms`, budget: '' },
  ]
}
