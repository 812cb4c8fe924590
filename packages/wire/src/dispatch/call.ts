import type { AuditRecord } from '../access.ts'
import type { Operation, RequestContext } from '../operation.ts'
import type { Principal } from '../principal.ts'
import type { LoadedService } from './service-table.ts'

/** Where a call comes from. */
export interface Caller {
  principal: Principal
  region: string
  /** Absent for calls from inside the control plane. */
  sourceIp?: string
  userAgent: string
  /** Whether the connection is encrypted. */
  secure: boolean
  endpoint: string
}

/** One call of one operation, from outside or inside. */
export interface Call {
  requestId: string
  caller: Caller
  service: LoadedService
  operation: Operation
  input: unknown
  signal: AbortSignal
  http: RequestContext['http']
  waiting: RequestContext['waiting']
}

/** What becomes known of a call while it is served; for its audit record. */
export interface Trail {
  decisions: AuditRecord['decisions']
  /** The error that refused it, when it was refused for want of permission. */
  refusal?: unknown
}
