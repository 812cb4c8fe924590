import type { RoomSchema } from '@towpath/storage'
import { resources } from './0001-resources.ts'
import { deployments } from './0002-deployments.ts'
import { endedDeployments } from './0003-ended-deployments.ts'

/** The tables of this room, for the store to bring up to date. */
export const codedeploySchema: RoomSchema = {
  room: 'codedeploy',
  migrations: [resources, deployments, endedDeployments],
}
