export { type Aws, aws } from './aws.ts'
export { type ControlPlane, type ControlPlaneOptions, startControlPlane } from './control-plane.ts'
export { runningInCi, type Tool, tool } from './tools.ts'
export { until } from './until.ts'
