import type { RoomSchema } from '@towpath/storage'
import { identities } from './migrations/0001-identities.ts'

export const iamSchema: RoomSchema = { room: 'iam', migrations: [identities] }
