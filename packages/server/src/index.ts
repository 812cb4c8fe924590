export type { Config } from './config/fields.ts'
export { enterInstance } from './enter-instance.ts'
export type { AgentProgram } from './local-instances.ts'
export { type RunningControlPlane, serveControlPlane } from './serve.ts'
