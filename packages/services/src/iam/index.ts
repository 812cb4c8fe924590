export { authorizer } from './authorizer.ts'
export { iamChores } from './chores.ts'
export { credentialStore } from './credential-store.ts'
export { type IamDeps, type IamOptions, iamDeps } from './deps.ts'
export { iamEntry } from './entry.ts'
export { type AssumableRole, type StsIdentities, stsIdentities } from './identities.ts'
export {
  type InstanceRefusal,
  instanceCredentials,
  type ResolvedInstanceProfile,
  resolveInstanceProfile,
} from './instance-profiles.ts'
export { parsePolicy } from './policy/parse.ts'
export { verifyServiceSpecificCredential } from './service-credential-check.ts'
export {
  assumeServiceRole,
  passRole,
  type RoleRefusal,
  type ServiceAssuming,
  serviceRoleTrust,
  sessionCredentials,
} from './service-roles.ts'
export type { TemporaryCredentials } from './sessions/session-token.ts'
export { readRevision as iamRevision } from './state/revision.ts'
export { iamSchema } from './state/schema.ts'
