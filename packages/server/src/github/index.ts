export { githubChores } from './chores.ts'
export { createDeliveries, type Deliveries } from './deliveries.ts'
export { githubHandler } from './handler.ts'
export { githubSchema } from './state/schema.ts'
