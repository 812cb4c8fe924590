export { secretsmanagerChores } from './chores.ts'
export { secretsmanagerEntry } from './entry.ts'
export type { SecretsmanagerDeps } from './room.ts'
export { secretsmanagerSchema } from './state/migrations.ts'
