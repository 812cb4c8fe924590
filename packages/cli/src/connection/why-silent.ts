import { get as getHttp } from 'node:http'
import { get as getHttps } from 'node:https'
import type { Connection } from './find.ts'
import { trustedAuthorities } from './trust.ts'

/** How long a control plane may take to say that it is ready, in milliseconds. */
const LIMIT = 5_000

/** Why a control plane does not answer on its endpoint, in a few words; undefined when it does and is ready. */
export function whySilent(connection: Connection): Promise<string | undefined> {
  const url = new URL('/readyz', connection.endpoint)
  const ca = trustedAuthorities(connection)
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(LIMIT)
    const request = ca ? getHttps(url, { ca, agent: false, signal }) : getHttp(url, { agent: false, signal })
    request.once('error', (error) => resolve(signal.aborted ? `no answer within ${LIMIT} ms` : error.message))
    request.once('response', (response) => {
      response.resume()
      resolve(response.statusCode === 200 ? undefined : `its answer has status ${response.statusCode}`)
    })
  })
}
