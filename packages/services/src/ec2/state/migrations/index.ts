import type { RoomSchema } from '@towpath/storage'
import { instances } from './0001-instances.ts'

/** The tables of this room, for the store to bring up to date. */
export const ec2Schema: RoomSchema = { room: 'ec2', migrations: [instances] }
