export type { AssumableRole, Identities, NewSession } from './ports/identities.ts'
export type { StsDeps } from './room.ts'
export { stsEntry, stsService } from './service.ts'
