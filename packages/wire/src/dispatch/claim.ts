import type { IncomingMessage } from 'node:http'
import type { RequestHead } from '../http/request-head.ts'
import { claimedScope } from '../sigv4/index.ts'
import type { ServiceHints } from './service-table.ts'

/** Whether a request is evidently meant for an AWS service, whatever its path. */
export function looksLikeAws(request: Pick<IncomingMessage, 'headers' | 'url' | 'method'>): boolean {
  const { authorization } = request.headers
  if (authorization !== undefined && /^AWS/.test(authorization)) return true
  if (request.headers['x-amz-target'] !== undefined) return true
  const [path = '', query = ''] = (request.url ?? '').split('?', 2)
  if (/(^|&)(X-Amz-Credential|X-Amz-Algorithm|AWSAccessKeyId)=/.test(query)) return true
  if (/(^|&)Action=/.test(query) && /(^|&)Version=/.test(query)) return true
  return path === '/' && request.method === 'POST' && isForm(request.headers['content-type'])
}

/** What the head of a request says of the service it is for. */
export function hintsOf(head: RequestHead): ServiceHints {
  const scope = scopeOf(head)
  const target = head.headers['x-amz-target']
  const version = head.query.has('Action') ? (head.query.get('Version') ?? undefined) : undefined
  return {
    ...(scope ? { signingName: scope.service } : {}),
    ...(target === undefined ? {} : { target }),
    ...(version === undefined ? {} : { version }),
  }
}

export function isForm(contentType: string | undefined): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(contentType ?? '')
}

/** An Authorization header of another kind (Basic, Bearer) claims no scope. */
function scopeOf(head: RequestHead): { service: string } | undefined {
  const { authorization } = head.headers
  if (authorization !== undefined && /^AWS /.test(authorization)) return { service: 's3' }
  return claimedScope(head)
}
