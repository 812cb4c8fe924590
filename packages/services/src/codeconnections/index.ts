export { type CompletedConnection, completeConnection } from './complete-connection.ts'
export { codeconnectionsEntries } from './entry.ts'
export { type OpenedConnection, openConnection, webhookConnection } from './open-connection.ts'
export { codeconnectionsSchema } from './state/migrations.ts'
