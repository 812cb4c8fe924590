/** One of AWS's own policies, as this control plane has it. */
export interface BuiltInPolicy {
  name: string
  /** `/`, or where AWS keeps those meant for roles of services: `/service-role/`. */
  path: string
  description: string
  statements: readonly BuiltInStatement[]
}

export interface BuiltInStatement {
  Effect: 'Allow'
  Action?: string | readonly string[]
  NotAction?: readonly string[]
  Resource: string | readonly string[]
  Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

/** `allow('s3', ['Get*', 'List*'])`: those actions of a service, on everything unless told otherwise. */
export function allow(
  service: string,
  actions: readonly string[],
  rest: Partial<Pick<BuiltInStatement, 'Resource' | 'Condition'>> = {},
): BuiltInStatement {
  return { Effect: 'Allow', Action: actions.map((action) => `${service}:${action}`), Resource: '*', ...rest }
}

/** The user's own entry in IAM, whatever path it has been given without a change of name. */
export const OWN_USER = `arn:aws:iam::*:user/\${aws:username}`
