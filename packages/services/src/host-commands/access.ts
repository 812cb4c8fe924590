import { COMMAND_SERVICE } from '@towpath/agent-link'
import type { Access } from '@towpath/wire'

/** Which set of names a request uses. */
export type Variant = keyof typeof COMMAND_SERVICE

/**
 * Under the standard names no policy is asked: a host may, because it is that host. Under the secure names (agents with
 * `enable_auth_policy`) it needs the right to the operation besides (documented).
 */
export function accessTo(variant: Variant, operation: string): Access[] {
  if (variant === 'standard') return []
  return [{ action: `${COMMAND_SERVICE.secure.signingName}:${operation}`, resource: '*' }]
}
