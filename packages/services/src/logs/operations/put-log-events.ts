import type { PutLogEventsRequest, PutLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs'
import { operation } from '@towpath/wire'
import { onStream } from '../access.ts'
import { existingGroup, existingStream, type Room } from '../room.ts'
import { judgeBatch } from '../rules/event-batch.ts'
import { uploadToken } from '../rules/upload-token.ts'
import { appendEvents } from '../state/append.ts'
import { signalAppended } from '../writing/append-signal.ts'

/** Documented: sequence tokens are taken and ignored, and batches may come at the same time. */
export const putLogEvents = operation<PutLogEventsRequest, PutLogEventsResponse, Room>('PutLogEvents', {
  kind: 'write',
  access: onStream('PutLogEvents'),
  async run({ logGroupName, logStreamName, logEvents = [] }, ctx) {
    const now = ctx.clock.now()
    const group = await existingGroup(ctx, { logGroupName })
    const stream = await existingStream(ctx, group, logStreamName)
    const { kept, rejected } = judgeBatch(logEvents, group.retentionDays, now)
    if (kept.length > 0) {
      await appendEvents(ctx.db, stream, kept, now)
      signalAppended(ctx.store, { account: ctx.account, region: ctx.region, group: group.name, stream: stream.name })
    }
    return { nextSequenceToken: uploadToken(stream), rejectedLogEventsInfo: rejected }
  },
})
