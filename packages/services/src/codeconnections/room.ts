import type { Access, RequestContext } from '@towpath/wire'
import { resourceNotFound } from './errors.ts'
import { parseResourceArn, type ResourceKind, type ServiceName } from './rules/arns.ts'
import { type Connection, Connections } from './state/connections.ts'
import { type Host, Hosts } from './state/hosts.ts'
import { ResourceTags } from './state/tags.ts'

/** What this room's operations get besides the request. */
export interface Room {
  connections: Connections
  hosts: Hosts
  resourceTags: ResourceTags
  /** The name under which the service was called. */
  service: ServiceName
}

export type Ctx = RequestContext & Room

export function room(ctx: RequestContext, service: ServiceName): Room {
  return {
    connections: new Connections(ctx.db, ctx),
    hosts: new Hosts(ctx.db, ctx),
    resourceTags: new ResourceTags(ctx.db),
    service,
  }
}

/** What the caller must be allowed: the operation, by the name of the service that was called, on one resource or any. */
export const needs = (ctx: Pick<Room, 'service'>, operation: string, resource = '*'): Access[] => [
  { action: `${ctx.service}:${operation}`, resource },
]

/**
 * The same on the resource of an ARN. It is asked for by the ARN that the resource itself has: with the other name of the
 * service in it an ARN means the same, and must not lead around a policy that denies the one that people see.
 */
export async function needsOn(ctx: Ctx, operation: string, arn = ''): Promise<Access[]> {
  const named = parseResourceArn(arn)
  const isHere = named?.account === ctx.account && named.region === ctx.region
  const found = isHere && (await (named.kind === 'host' ? ctx.hosts : ctx.connections).find(named.id))
  return needs(ctx, operation, found ? found.arn : arn || '*')
}

/** The id in an ARN of this account and region, or the error that the caller gets instead. */
function idOf(ctx: RequestContext, kind: ResourceKind, arn: string): string {
  const found = parseResourceArn(arn)
  if (found?.kind !== kind || found.account !== ctx.account || found.region !== ctx.region) throw resourceNotFound(arn)
  return found.id
}

export async function existingConnection(ctx: Ctx, arn = ''): Promise<Connection> {
  const connection = await ctx.connections.find(idOf(ctx, 'connection', arn))
  if (!connection) throw resourceNotFound(arn)
  return connection
}

export async function existingHost(ctx: Ctx, arn = ''): Promise<Host> {
  const host = await ctx.hosts.find(idOf(ctx, 'host', arn))
  if (!host) throw resourceNotFound(arn)
  return host
}
