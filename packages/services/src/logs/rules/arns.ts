import { formatArn, parseArn } from '@towpath/base'
import { invalidParameter } from '../errors.ts'

/** Account and region that a log group belongs to. */
export interface Scope {
  account: string
  region: string
}

/** `arn:aws:logs:REGION:ACCOUNT:log-group:NAME`, as tags and `logGroupArn` have it. */
export function groupArn({ account, region }: Scope, group: string): string {
  return formatArn({ service: 'logs', region, account, resource: `log-group:${group}` })
}

export function streamArn(scope: Scope, group: string, stream: string): string {
  return `${groupArn(scope, group)}:log-stream:${stream}`
}

/** Name of the group that an ARN of this account and region means; undefined when it means none. */
export function groupOfArn(scope: Scope, arn: string): string | undefined {
  const parts = parseArn(arn)
  if (parts?.service !== 'logs' || parts.account !== scope.account || parts.region !== scope.region) return undefined
  return /^log-group:([^:]+)$/.exec(parts.resource)?.[1]
}

/** The name of the group that a request means, by name or by `logGroupIdentifier` (name or ARN). */
export function requestedGroup(
  scope: Scope,
  input: { logGroupName?: string; logGroupIdentifier?: string },
): string | undefined {
  const { logGroupName, logGroupIdentifier } = input
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined)) {
    throw invalidParameter('Exactly one of logGroupName and logGroupIdentifier must be specified.')
  }
  if (logGroupIdentifier === undefined) return logGroupName
  return logGroupIdentifier.startsWith('arn:') ? groupOfArn(scope, logGroupIdentifier) : logGroupIdentifier
}
