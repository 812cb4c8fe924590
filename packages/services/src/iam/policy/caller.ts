/** Who a statement's principals are held against. */
export interface Caller {
  type: 'root' | 'user' | 'role-session' | 'service' | 'anonymous'
  /** Empty for services and anonymous. */
  account: string
  /** As GetCallerIdentity says it; empty for services and anonymous. */
  arn: string
  /** `AIDA...` or `AROA...` (without session name); for root the account. */
  uniqueId?: string
  /** Of a role session: the role's ARN, with its path. */
  roleArn?: string
  /**
   * Of a service: the names it goes by, `codedeploy.amazonaws.com` and, because older policies name one service for
   * each region, `codedeploy.eu-west-1.amazonaws.com`.
   */
  services?: readonly string[]
}

export const ANONYMOUS_CALLER: Caller = { type: 'anonymous', account: '', arn: '' }
