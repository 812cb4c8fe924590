import type { RoomSchema } from '@towpath/storage'
import { definitions } from './0001-definitions.ts'

/** The tables of this room, for the store to bring up to date. */
export const codepipelineSchema: RoomSchema = { room: 'codepipeline', migrations: [definitions] }
