import { ServiceError } from '@towpath/base'
import type { Access, AccessDecision } from '../access.ts'
import type { Principal } from '../principal.ts'
import type { Protocol } from '../service.ts'
import type { LoadedService } from './service-table.ts'

/** The answer to a caller who may not, in the service's own words. */
export function refusal(
  { service }: LoadedService,
  principal: Principal,
  access: Access,
  decision: AccessDecision,
): ServiceError {
  const message = refusalMessage(service.protocol, principal, access, decision)
  return service.errors.accessDenied?.(message) ?? defaultRefusal(service.protocol, message)
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
export function refusalMessage(
  protocol: Protocol,
  principal: Principal,
  { action, resource }: Access,
  decision: AccessDecision,
): string {
  if (principal.type === 'anonymous') return 'Access Denied'
  const named = protocol === 'restXml' ? `"${resource}"` : resource
  // EC2 names no resource where the action knows none.
  const on = protocol === 'ec2Query' && resource === '*' ? '' : ` on resource: ${named}`
  const policy = decision.limitedBy ?? 'identity-based policy'
  const why =
    decision.reason === 'explicit-deny'
      ? `with an explicit deny in ${article(policy)} ${policy}`
      : `because no ${policy} allows the ${action} action`
  const message = `User: ${principal.arn} is not authorized to perform: ${action}${on} ${why}`
  return protocol === 'ec2Query' ? `You are not authorized to perform this operation. ${message}` : message
}

function defaultRefusal(protocol: Protocol, message: string): ServiceError {
  switch (protocol) {
    case 'awsJson1_0':
    case 'awsJson1_1':
      return new ServiceError('AccessDeniedException', message)
    case 'ec2Query':
      return new ServiceError('UnauthorizedOperation', message, { status: 403 })
    case 'awsQuery':
    case 'restXml':
      return new ServiceError('AccessDenied', message, { status: 403 })
  }
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? 'an' : 'a'
}
