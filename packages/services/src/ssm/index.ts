export { ssmEntry } from './entry.ts'
export type { SsmDeps } from './room.ts'
export { ssmSchema } from './state/migrations.ts'
