import {
  MOST_OUTPUT_ENTRIES,
  type OutputEntry,
  type PutHostCommandOutputInput,
  type PutHostCommandOutputOutput,
} from '@towpath/agent-link'
import { operation } from '@towpath/wire'
import { accessTo, type Variant } from '../access.ts'
import { callersCommand } from '../caller.ts'
import { clientError } from '../errors.ts'
import type { Room } from '../room.ts'

/** Entries taken of one event on one target before the host is told to send no more. */
const MOST_OF_EVENT = 50_000
/** Characters taken of one entry. */
const LONGEST_ENTRY = 16 * 1024
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
      const { command, target, isRunning } = await callersCommand(ctx, HostCommandIdentifier)
      checkEntries(Sequence, Entries)
      if (!isRunning) return { Accepted: false, NextSequence: Sequence }
      const { account, region, deploymentId } = command
      const { nextKey } = await ctx.hookLog.append(ctx.db, {
        account,
        region,
        deploymentId,
        targetId: target.targetId,
        event: target.events[command.event] ?? '',
        sequence: Sequence,
        entries: Entries.map(({ Text, Stream, At }) => ({
          text: Text.slice(0, LONGEST_ENTRY),
          stream: Stream,
          at: At,
        })),
      })
      return { Accepted: nextKey < MOST_OF_EVENT, NextSequence: nextKey }
    },
  })

function checkEntries(sequence: number, entries: OutputEntry[]): void {
  if (!Number.isSafeInteger(sequence) || sequence < 0 || sequence >= MOST_OF_EVENT) {
    throw clientError(`Sequence ${sequence} is not a number below ${MOST_OF_EVENT} to count entries from.`)
  }
  if (entries.length > MOST_OUTPUT_ENTRIES)
    throw clientError(`At most ${MOST_OUTPUT_ENTRIES} entries can be sent in one call.`)
  for (const entry of entries) {
    const isEntry = typeof entry.Text === 'string' && STREAMS.includes(entry.Stream) && entry.At instanceof Date
    if (!isEntry || Number.isNaN(entry.At.getTime())) throw clientError('An entry needs Text, Stream and At.')
  }
}
