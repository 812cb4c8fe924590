import type { Access } from './access.ts'
import type { Principal } from './principal.ts'

/**
 * Calls operations inside the control plane as some principal: authorised and audited like a request from outside,
 * but without HTTP, signature or serialisation. How one room uses another (through a port that `server` fills).
 */
export interface Invoker {
  /** Resolves with the operation's output; rejects with the ServiceError a caller from outside would have got. */
  invoke<Input, Output>(
    as: Principal,
    call: {
      service: string
      operation: string
      input: Input
      region: string
      userAgent?: string
      signal?: AbortSignal
    },
  ): Promise<Output>

  /** Whether `as` may do something that is no operation here; asked of the policies, and audited, as if it were one. */
  may(as: Principal, asked: { access: Access; region: string; userAgent?: string }): Promise<boolean>
}
