export { stsEntry } from './entry.ts'
export type { AssumableRole, Identities, NewSession } from './ports/identities.ts'
export type { StsDeps } from './room.ts'
