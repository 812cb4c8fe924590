import type { RequestContext } from '@towpath/wire'
import { logGroupDoesNotExist, logStreamDoesNotExist } from './errors.ts'
import { requestedGroup } from './rules/arns.ts'
import { Groups, type LogGroup } from './state/groups.ts'
import { type LogStream, Streams } from './state/streams.ts'

/** What this room's operations get besides the request. */
export interface Room {
  groups: Groups
  streams(group: LogGroup): Streams
}

export type Ctx = RequestContext & Room

export function room(ctx: RequestContext): Room {
  return { groups: new Groups(ctx.db, ctx), streams: (group) => new Streams(ctx.db, group.id) }
}

/** The group that a request means, or the error that the caller gets instead. */
export async function existingGroup(
  ctx: Ctx,
  input: { logGroupName?: string; logGroupIdentifier?: string },
): Promise<LogGroup> {
  const name = requestedGroup(ctx, input)
  const group = name === undefined ? undefined : await ctx.groups.find(name)
  if (!group) throw logGroupDoesNotExist()
  return group
}

export async function existingStream(ctx: Ctx, group: LogGroup, name: string | undefined): Promise<LogStream> {
  const stream = await ctx.streams(group).find(name ?? '')
  if (!stream) throw logStreamDoesNotExist()
  return stream
}
