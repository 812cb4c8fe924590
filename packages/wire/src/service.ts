import type { ServiceError } from '@towpath/base'
import type { Operation, RequestContext } from './operation.ts'

export type Protocol = 'awsJson1_0' | 'awsJson1_1' | 'awsQuery' | 'ec2Query' | 'restXml'

/** One violated constraint of the service's model. */
export interface Violation {
  /** `tags.3.member.key`, as AWS writes it. Empty for the input as a whole. */
  path: string
  /** The structure and member that carry the constraint: `CreateApplicationInput`, `applicationName`. */
  shape: string
  member: string
  kind: 'required' | 'type' | 'length' | 'range' | 'pattern' | 'enum'
  value: unknown
  /** `Value '' at 'applicationName' failed to satisfy constraint: Member must have length greater than or equal to 1`. */
  message: string
}

/**
 * One AWS service as this control plane serves it.
 *
 * `Room` is what `room` makes for every request: the room's tables behind named questions, and its ports.
 */
// biome-ignore lint/suspicious/noExplicitAny: operations of all inputs and outputs stand in one table
export interface Service<Room = any> {
  /** Name in the credential scope, and prefix of its actions: `codedeploy`. */
  name: string
  protocol: Protocol
  /** Longest request body that is held in memory, in bytes. Default: the protocol's own. */
  bodyLimit?: number
  /** The client package's module, which carries the runtime schemas. Loaded on first use. */
  // biome-ignore lint/suspicious/noExplicitAny: a module namespace
  schemas(): Promise<Record<string, any>>
  /** Constraints that the schemas do not hold (generated JSON); see tools/generate. */
  constraints(): Promise<unknown>
  // biome-ignore lint/suspicious/noExplicitAny: see above
  operations: Operation<any, any, Room>[]
  room(ctx: RequestContext): Room
  errors: {
    /** The service's answer to input that breaks its model. Default: the protocol's own (`ValidationException`, ...). */
    violation?(violations: Violation[], operation: string): ServiceError | undefined
    /** The service's answer to a caller who may not. Default: the protocol's own. */
    accessDenied?(message: string): ServiceError
  }
}

/** Declares a service; there only so that its types are inferred. */
export function service<Room>(definition: Service<Room>): Service<Room> {
  return definition
}

/** How requests find a service before anything of it is loaded. */
export interface ServiceEntry {
  /** Names in the credential scope that mean it: `codedeploy`. */
  signingNames: string[]
  /** Text before the dot in `X-Amz-Target`: `CodeDeploy_20141006`. */
  targets?: string[]
  /** `Version` parameter of the query protocols: `2010-05-08`. */
  version?: string
  protocol: Protocol
  load(): Promise<Service>
}
