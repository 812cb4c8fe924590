import type { Principal, Wire } from '@towpath/wire'

/** What a room does with a role that was handed to its service. */
export interface RoleCalls {
  /** The role's session: `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`. */
  arn: string
  call<Output>(
    service: string,
    operation: string,
    input: object,
    options?: { region?: string; signal?: AbortSignal },
  ): Promise<Output>
  may(action: string, resource: string, context?: Record<string, string | string[]>): Promise<boolean>
}

/** Calls of a service of this control plane as `principal`: with that role's rights, and in the audit log under its name. */
export function roleCalls(
  { invoker }: Pick<Wire, 'invoker'>,
  principal: Principal,
  by: { region: string; userAgent: string },
): RoleCalls {
  return {
    arn: principal.arn,
    call: (service, operation, input, options) =>
      invoker.invoke(principal, { ...by, service, operation, input, ...options }),
    may: (action, resource, conditions) => invoker.may(principal, { ...by, access: { action, resource, conditions } }),
  }
}
