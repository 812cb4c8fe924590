import type { RoomSchema } from '@towpath/storage'
import { engineTables, finishTimes } from './state/tables.ts'

/** To be handed to `Store.migrate`. */
export const engineSchema: RoomSchema = { room: 'engine', migrations: [engineTables, finishTimes] }
