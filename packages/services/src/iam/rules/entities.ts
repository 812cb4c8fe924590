/** The kinds of things that IAM keeps under a name, as their ARNs spell them. */
export type EntityKind = 'user' | 'group' | 'role' | 'instance-profile' | 'policy'

/** Who policies are attached to. */
export type HolderKind = 'user' | 'group' | 'role'

export interface Tag {
  Key: string
  Value: string
}

/**
 * Something that IAM keeps under a name. `Details` is what only this kind has.
 *
 * The unique id stays when a user or group is renamed, and is never given again: a role that is deleted and made
 * anew under its old name is another role.
 */
export interface Entity<Details = unknown> {
  kind: EntityKind
  account: string
  /** `AIDA...`, `AGPA...`, `AROA...`, `AIPA...` or `ANPA...`. */
  id: string
  name: string
  /** Begins and ends with a slash. */
  path: string
  tags: Tag[]
  /** ARN of the policy that is its permissions boundary; users and roles only. */
  boundary?: string
  /** Milliseconds since the epoch. */
  createdAt: number
  details: Details
}

export interface RoleDetails {
  description?: string
  /** As `pinPrincipals` left it. */
  trustPolicy: string
  /** Seconds. */
  maxSessionDuration: number
}

export interface PolicyDetails {
  description?: string
  /** Number of the default version. */
  defaultVersion: number
  /** Number of the newest version ever made: numbers are not given twice. */
  lastVersion: number
  updatedAt: number
}

/** Users, groups and instance profiles have no more than all entities. */
export type NoDetails = Record<never, never>
export type User = Entity<NoDetails>
export type Group = Entity<NoDetails>
export type Role = Entity<RoleDetails>
export type InstanceProfile = Entity<NoDetails>
export type ManagedPolicy = Entity<PolicyDetails>

/** How unique ids begin. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
export const ID_PREFIX: Record<EntityKind, string> = {
  user: 'AIDA',
  group: 'AGPA',
  role: 'AROA',
  'instance-profile': 'AIPA',
  policy: 'ANPA',
}

export function iamArn(account: string, kind: EntityKind, path: string, name: string): string {
  return `arn:aws:iam::${account}:${kind}${path}${name}`
}

export function arnOf(entity: Pick<Entity, 'account' | 'kind' | 'path' | 'name'>): string {
  return iamArn(entity.account, entity.kind, entity.path, entity.name)
}

/** Account, kind, path and name out of an ARN of IAM; undefined when it is none. */
export function parseIamArn(
  arn: string,
): { account: string; kind: EntityKind; path: string; name: string } | undefined {
  const match = /^arn:[a-z-]+:iam::(\d{12}|aws):(user|group|role|instance-profile|policy)(\/(?:[^/]+\/)*)([^/]+)$/.exec(
    arn,
  )
  if (!match) return undefined
  const [, account = '', kind = '', path = '', name = ''] = match
  return { account, kind: kind as EntityKind, path, name }
}
