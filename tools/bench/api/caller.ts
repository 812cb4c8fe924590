import { Agent, request } from 'node:http'
import { sign } from '@towpath/agent-link'

/** Calls operations of CodeDeploy, signed, over at most `connections` kept-alive connections. */
export function callerOf(endpoint: string, credentials: Parameters<typeof sign>[2], connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })

  /** Rejects unless the answer is 200. */
  async function call(operation: string, input: unknown): Promise<void> {
    const signed = sign(
      {
        method: 'POST',
        url: new URL(endpoint),
        headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `CodeDeploy_20141006.${operation}` },
        body: JSON.stringify(input),
      },
      { service: 'codedeploy', region: 'us-east-1' },
      credentials,
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
