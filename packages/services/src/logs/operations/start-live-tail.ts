import type { StartLiveTailRequest } from '@aws-sdk/client-cloudwatch-logs'
import { operation } from '@towpath/wire'
import { onGroup } from '../access.ts'
import { liveTailNotServed } from '../errors.ts'
import type { Room } from '../room.ts'

/** Refused with what to use instead; without this, callers would be told that the operation is unknown. */
export const startLiveTail = operation<StartLiveTailRequest, never, Room>('StartLiveTail', {
  kind: 'read',
  access: ({ logGroupIdentifiers = [] }, ctx) =>
    logGroupIdentifiers.flatMap((logGroupIdentifier) => onGroup('StartLiveTail')({ logGroupIdentifier }, ctx)),
  async run() {
    throw liveTailNotServed()
  },
})
