import type { RoomSchema } from '@towpath/storage'
import { definitionsAndBuilds } from './0001-definitions-and-builds.ts'
import { runningBuilds } from './0002-running-builds.ts'
import { reportDetails } from './0003-report-details.ts'
import { runningBatches } from './0004-running-batches.ts'
import { webhooksAndSharing } from './0005-webhooks-and-sharing.ts'

/** The tables of this room, for the store to bring up to date. */
export const codebuildSchema: RoomSchema = {
  room: 'codebuild',
  migrations: [definitionsAndBuilds, runningBuilds, reportDetails, runningBatches, webhooksAndSharing],
}
