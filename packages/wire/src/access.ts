import type { Principal } from './principal.ts'

/** Values of the condition keys of one request, by key as AWS spells it: `aws:SourceIp`, `s3:prefix`. */
export type ConditionValues = Record<string, string | string[]>

/** One thing that a request needs to be allowed. */
export interface Access {
  /** `codedeploy:CreateApplication`. */
  action: string
  /** An ARN, or `*` where the action knows no resource. */
  resource: string
  /** Condition values besides the global ones, which the wire adds (`aws:SourceIp`, `aws:CurrentTime`, ...). */
  conditions?: ConditionValues
  /** A policy attached to the resource itself (a bucket policy): a JSON document. */
  resourcePolicy?: string
}

/** What the evaluator found. */
export interface AccessDecision {
  allowed: boolean
  /**
   * `allowed`; `explicit-deny`: a statement denies it; `implicit-deny`: nothing allows it. For a denial, `limitedBy`
   * names the kind of policy that decided, as AWS's message does.
   */
  reason: 'allowed' | 'explicit-deny' | 'implicit-deny'
  limitedBy?: 'identity-based policy' | 'resource-based policy' | 'permissions boundary' | 'session policy'
  /** The statement that decided: for the audit log, for simulation, and for explaining a refusal. */
  statement?: { policy: string; sid?: string; index: number }
}

/** Decides; filled by the iam room. */
export interface Authorizer {
  decide(principal: Principal, access: Access): Promise<AccessDecision>
}

/** One line of the audit log. */
export interface AuditRecord {
  requestId: string
  at: number
  principalArn: string
  accessKeyId?: string
  sourceIp: string
  userAgent: string
  service: string
  operation: string
  region: string
  outcome: 'allowed' | 'refused'
  /** The service's error code, when the request ended in one. */
  errorCode?: string
  /** Each thing that was asked for, and what decided. */
  decisions: { action: string; resource: string; decision: AccessDecision }[]
}

export interface AuditLog {
  /** Must not throw and need not be awaited: a request is never held up or failed by its audit row. */
  record(entry: AuditRecord): void
}
