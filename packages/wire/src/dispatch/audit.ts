import { ServiceError } from '@towpath/base'
import type { AuditRecord } from '../access.ts'
import type { Caller, Trail } from './call.ts'

/** The audit record of a call that ended, in `error` or well. */
export function auditRecord(
  of: { requestId: string; at: number; service: string; operation: string },
  caller: Caller,
  trail: Trail,
  error?: unknown,
): AuditRecord {
  const refused = error !== undefined && error === trail.refusal
  const { principal } = caller
  return {
    ...of,
    principalArn: principal.arn,
    ...(principal.accessKeyId === undefined ? {} : { accessKeyId: principal.accessKeyId }),
    sourceIp: caller.sourceIp ?? '',
    userAgent: caller.userAgent,
    region: caller.region,
    outcome: refused ? 'refused' : 'allowed',
    ...(error === undefined ? {} : { errorCode: error instanceof ServiceError ? error.code : 'InternalFailure' }),
    decisions: trail.decisions,
  }
}
