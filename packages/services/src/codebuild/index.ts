export { codebuildEntry } from './entry.ts'
export type { ServiceRoles } from './ports/service-roles.ts'
export type { CodebuildDeps } from './room.ts'
export { codebuildSchema } from './state/migrations/index.ts'
