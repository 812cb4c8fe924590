import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { text } from 'node:stream/consumers'
import type { Connection } from './find.ts'
import { trustedAuthorities } from './trust.ts'

export interface Question {
  method?: string
  headers?: Record<string, string>
  body?: string
  signal?: AbortSignal
}

/**
 * Sends one plain request to the control plane and resolves with its answer, whatever its status. Used in the place of
 * `fetch`, which cannot be told whom to trust.
 */
export function ask(
  connection: Pick<Connection, 'endpoint' | 'caFile'>,
  path: string,
  { body, ...options }: Question = {},
): Promise<{ status: number; text: string }> {
  const url = new URL(path, connection.endpoint)
  const ca = trustedAuthorities(connection)
  return new Promise((resolve, reject) => {
    const sent = ca
      ? requestHttps(url, { ...options, ca, agent: false })
      : requestHttp(url, { ...options, agent: false })
    sent.once('error', reject)
    sent.once('response', (response) => {
      text(response).then((answer) => resolve({ status: response.statusCode ?? 0, text: answer }), reject)
    })
    sent.end(body)
  })
}
