import type { ActionSet } from './actions.ts'
import type { ArnMatcher } from './arn-pattern.ts'
import type { Condition } from './condition/condition.ts'
import type { PrincipalPattern } from './principals.ts'

/**
 * What a document is for. `identity`: attached to users, groups and roles, also as boundary or session policy;
 * `trust`: a role's, about who may assume it; `resource`: attached to any other resource.
 */
export type PolicyKind = 'identity' | 'trust' | 'resource'

/** A statement, prepared for deciding. */
export interface Statement {
  effect: 'Allow' | 'Deny'
  sid?: string
  /** Place within its document, from 0. */
  index: number
  actions: { except: boolean; set: ActionSet }
  /** Absent in trust policies: the resource is the role itself. */
  resources?: { except: boolean; matchers: readonly ArnMatcher[] }
  /** Absent in identity policies. */
  principals?: { except: boolean; patterns: readonly PrincipalPattern[] }
  conditions: readonly Condition[]
}

/** A policy document, prepared for deciding. */
export interface Policy {
  statements: readonly Statement[]
}
