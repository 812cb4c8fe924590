export { ec2Chores } from './chores.ts'
export { chooseDriver, type DriverName } from './drivers/choose-driver.ts'
export type { Driver, EnterCommand, InstanceSpec, Observation, Subnet } from './drivers/driver.ts'
export type { DriverDeps } from './drivers/driver-deps.ts'
export { enterLocalInstance } from './drivers/enter-local-instance.ts'
export type { AgentSettings } from './drivers/guest/agent-settings.ts'
export { ec2Entry } from './entry.ts'
export { findInstance } from './find-instance.ts'
export { createMetadataService, type MetadataDeps, type MetadataService } from './metadata/metadata-service.ts'
export type { InstanceCredentials, InstanceProfile, ReadAgentHealth, ResolveInstanceProfile } from './ports/ports.ts'
export type { Ec2Deps, Fleet } from './room.ts'
export { formatSubnet, parseSubnet } from './rules/addresses.ts'
export { instanceArn } from './rules/ids.ts'
export type { AgentHealth } from './rules/status.ts'
export {
  createInstanceRuntime,
  INSTANCES_CHANGED,
  type InstanceRuntime,
  type RuntimeDeps,
} from './runtime/instance-runtime.ts'
export { chooseSandboxes, type SandboxesDeps } from './sandboxes/sandboxes.ts'
export { ec2Schema } from './state/migrations/index.ts'
export { associationsRevision } from './state/profile-associations.ts'
