import type { Caller } from './caller.ts'

/** One principal that a statement names. */
export type PrincipalPattern =
  | { kind: 'anyone' }
  /** An account: those of its principals who are allowed by their own policies. */
  | { kind: 'account'; account: string }
  | { kind: 'arn'; arn: string }
  /** `AIDA...` or `AROA...`: what IAM keeps instead of an ARN, so that a namesake made later is somebody else. */
  | { kind: 'unique-id'; id: string }
  | { kind: 'service'; name: string }
  /** Identity providers and canonical users: nobody here is one. */
  | { kind: 'other' }

/**
 * How a principal is meant, weakest first. `delegated`: through its account, so its own policies must allow it too.
 * `limited`: as a role or as anybody, so boundary and session policies still limit it. `direct`: itself by name.
 */
export type Grant = 'none' | 'delegated' | 'limited' | 'direct'

const STRENGTH: Record<Grant, number> = { none: 0, delegated: 1, limited: 2, direct: 3 }

export function stronger(a: Grant, b: Grant): Grant {
  return STRENGTH[a] >= STRENGTH[b] ? a : b
}

/** How `caller` is among the principals of a statement. */
export function grantTo(principals: readonly PrincipalPattern[], caller: Caller): Grant {
  let grant: Grant = 'none'
  for (const principal of principals) grant = stronger(grant, grantOfOne(principal, caller))
  return grant
}

function grantOfOne(principal: PrincipalPattern, caller: Caller): Grant {
  switch (principal.kind) {
    case 'anyone':
      return 'limited'
    case 'account':
      if (caller.account !== principal.account) return 'none'
      return caller.type === 'root' ? 'direct' : 'delegated'
    case 'arn':
      if (caller.arn !== '' && caller.arn === principal.arn) return 'direct'
      return caller.roleArn !== undefined && caller.roleArn === principal.arn ? 'limited' : 'none'
    case 'unique-id':
      if (caller.uniqueId !== principal.id) return 'none'
      return caller.type === 'role-session' ? 'limited' : 'direct'
    case 'service':
      return caller.services?.includes(principal.name) ? 'direct' : 'none'
    case 'other':
      return 'none'
  }
}
