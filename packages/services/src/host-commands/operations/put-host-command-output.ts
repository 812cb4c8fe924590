import type { OutputEntry, PutHostCommandOutputInput, PutHostCommandOutputOutput } from '@towpath/agent-link'
import { operation } from '@towpath/wire'
import { accessTo, type Variant } from '../access.ts'
import { callersCommand } from '../caller.ts'
import { clientError } from '../errors.ts'
import type { Room } from '../room.ts'

/** Entries taken in one call. */
const MOST_ENTRIES = 1000
const STREAMS = ['header', 'stdout', 'stderr']

/**
 * What a hook says while it runs. An operation of ours, which the answer to a poll offers. Sent again, it is not written
 * again. Of a delivery that was never acknowledged, or of a command long complete, nothing is taken.
 */
export const putHostCommandOutput = (variant: Variant) =>
  operation<PutHostCommandOutputInput, PutHostCommandOutputOutput, Room>('PutHostCommandOutput', {
    kind: 'write',
    access: () => accessTo(variant, 'PutHostCommandOutput'),
    async run({ HostCommandIdentifier, Sequence, Entries }, ctx) {
      const command = await callersCommand(ctx, HostCommandIdentifier)
      checkEntries(Sequence, Entries)
      if (!(await ctx.commands.isRunning(ctx.db, command))) return { Accepted: false, NextSequence: Sequence }
      const { accepted, nextSequence } = await ctx.output.append(ctx.db, command, Sequence, Entries)
      return { Accepted: accepted, NextSequence: nextSequence }
    },
  })

function checkEntries(sequence: number, entries: OutputEntry[]): void {
  if (!Number.isSafeInteger(sequence) || sequence < 0 || sequence > 1_000_000_000) {
    throw clientError(`Sequence ${sequence} is not a number to count entries from.`)
  }
  if (entries.length > MOST_ENTRIES) throw clientError(`At most ${MOST_ENTRIES} entries can be sent in one call.`)
  for (const entry of entries) {
    const isEntry = typeof entry.Text === 'string' && STREAMS.includes(entry.Stream) && entry.At instanceof Date
    if (!isEntry || Number.isNaN(entry.At.getTime())) throw clientError('An entry needs Text, Stream and At.')
  }
}
