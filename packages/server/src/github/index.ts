export { githubChores } from './chores.ts'
export { createDeliveries, type Deliveries } from './deliveries.ts'
export { githubSchema } from './state/schema.ts'
