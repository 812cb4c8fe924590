export type { Config } from './config/fields.ts'
export { type RunningControlPlane, serveControlPlane } from './serve.ts'
