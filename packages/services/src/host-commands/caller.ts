import { AGENT_VERSION_HEADER } from '@towpath/agent-link'
import { notThatHost, unknownCommand } from './errors.ts'
import type { CommandKey, CommandTarget, HostKey } from './ports/deployment-commands.ts'
import type { Ctx } from './room.ts'
import { refuseAsHost } from './rules/host-identity.ts'
import { parseCommandId } from './rules/identifiers.ts'

/*
 * What the operations begin with: is the caller the host that this is about?
 */

/** The host that a caller says it is, refused unless that is so. A refusal is remembered for whoever looks into it. */
export async function callingHost(ctx: Ctx, hostIdentifier: string): Promise<HostKey> {
  const host = { account: ctx.account, region: ctx.region, hostIdentifier }
  const refusal = await refuseAsHost(ctx.hosts, ctx.principal, host)
  if (!refusal) return host
  // Only for hosts that exist: a caller must not be able to fill the table.
  if (refusal.known) ctx.health.refused(host, refusal.message)
  throw notThatHost(refusal.message)
}

/** A command, its target, and whether that very delivery of it was acknowledged and is not complete. */
export interface CallersCommand {
  command: CommandKey
  target: CommandTarget
  isRunning: boolean
}

/** The command that an identifier names, refused unless it is the caller's. */
export async function callersCommand(ctx: Ctx, identifier: string): Promise<CallersCommand> {
  const command = parseCommandId(identifier, ctx)
  const target = command && (await ctx.commands.target(ctx.db, command))
  if (!command || !target || command.event >= target.events.length) throw unknownCommand(identifier)
  // Whoever acknowledged a command may end it, even where the instance was given another profile meanwhile.
  const { running } = target
  if (running?.by !== ctx.principal.arn) await callingHost(ctx, target.hostIdentifier)
  return { command, target, isRunning: running?.event === command.event && running.delivery === command.delivery }
}

/** What the agent says of its version, where it says something that looks like one. */
export function agentVersion(ctx: Ctx): string | undefined {
  const version = ctx.http.headers[AGENT_VERSION_HEADER]
  return version !== undefined && /^[\x20-\x7e]{1,100}$/.test(version) ? version : undefined
}
