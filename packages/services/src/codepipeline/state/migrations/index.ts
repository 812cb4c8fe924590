import type { RoomSchema } from '@towpath/storage'
import { definitions } from './0001-definitions.ts'
import { executions } from './0002-executions.ts'
import { jobsAndWebhooks } from './0003-jobs-and-webhooks.ts'
import { sources } from './0004-sources.ts'

/** The tables of this room, for the store to bring up to date. */
export const codepipelineSchema: RoomSchema = {
  room: 'codepipeline',
  migrations: [definitions, executions, jobsAndWebhooks, sources],
}
