import { type Operation, type Service, service } from '@towpath/wire'
import type { IamDeps } from './deps.ts'
import { createAccessKey } from './operations/access-keys/create-access-key.ts'
import { deleteAccessKey } from './operations/access-keys/delete-access-key.ts'
import { getAccessKeyLastUsed } from './operations/access-keys/get-access-key-last-used.ts'
import { listAccessKeys } from './operations/access-keys/list-access-keys.ts'
import { updateAccessKey } from './operations/access-keys/update-access-key.ts'
import { createAccountAlias, deleteAccountAlias, listAccountAliases } from './operations/account/account-aliases.ts'
import { getAccountAuthorizationDetails } from './operations/account/get-account-authorization-details.ts'
import { getAccountSummary } from './operations/account/get-account-summary.ts'
import { attachGroupPolicy, attachRolePolicy, attachUserPolicy } from './operations/attachments/attach-policy.ts'
import { detachGroupPolicy, detachRolePolicy, detachUserPolicy } from './operations/attachments/detach-policy.ts'
import {
  listAttachedGroupPolicies,
  listAttachedRolePolicies,
  listAttachedUserPolicies,
} from './operations/attachments/list-attached-policies.ts'
import { listEntitiesForPolicy } from './operations/attachments/list-entities-for-policy.ts'
import { addUserToGroup } from './operations/groups/add-user-to-group.ts'
import { createGroup } from './operations/groups/create-group.ts'
import { deleteGroup } from './operations/groups/delete-group.ts'
import { getGroup } from './operations/groups/get-group.ts'
import { listGroups } from './operations/groups/list-groups.ts'
import { listGroupsForUser } from './operations/groups/list-groups-for-user.ts'
import { removeUserFromGroup } from './operations/groups/remove-user-from-group.ts'
import { updateGroup } from './operations/groups/update-group.ts'
import { deleteGroupPolicy, deleteRolePolicy, deleteUserPolicy } from './operations/inline-policies/delete-policy.ts'
import { getGroupPolicy, getRolePolicy, getUserPolicy } from './operations/inline-policies/get-policy.ts'
import { listGroupPolicies, listRolePolicies, listUserPolicies } from './operations/inline-policies/list-policies.ts'
import { putGroupPolicy, putRolePolicy, putUserPolicy } from './operations/inline-policies/put-policy.ts'
import { addRoleToInstanceProfile } from './operations/instance-profiles/add-role-to-instance-profile.ts'
import { createInstanceProfile } from './operations/instance-profiles/create-instance-profile.ts'
import { deleteInstanceProfile } from './operations/instance-profiles/delete-instance-profile.ts'
import { getInstanceProfile } from './operations/instance-profiles/get-instance-profile.ts'
import { listInstanceProfiles } from './operations/instance-profiles/list-instance-profiles.ts'
import { listInstanceProfilesForRole } from './operations/instance-profiles/list-instance-profiles-for-role.ts'
import { removeRoleFromInstanceProfile } from './operations/instance-profiles/remove-role-from-instance-profile.ts'
import { createLoginProfile } from './operations/login-profiles/create-login-profile.ts'
import { deleteLoginProfile } from './operations/login-profiles/delete-login-profile.ts'
import { getLoginProfile } from './operations/login-profiles/get-login-profile.ts'
import { updateLoginProfile } from './operations/login-profiles/update-login-profile.ts'
import {
  deleteRolePermissionsBoundary,
  deleteUserPermissionsBoundary,
} from './operations/permissions-boundaries/delete-permissions-boundary.ts'
import {
  putRolePermissionsBoundary,
  putUserPermissionsBoundary,
} from './operations/permissions-boundaries/put-permissions-boundary.ts'
import { createPolicy } from './operations/policies/create-policy.ts'
import { createPolicyVersion } from './operations/policies/create-policy-version.ts'
import { deletePolicy } from './operations/policies/delete-policy.ts'
import { deletePolicyVersion } from './operations/policies/delete-policy-version.ts'
import { getPolicy } from './operations/policies/get-policy.ts'
import { getPolicyVersion } from './operations/policies/get-policy-version.ts'
import { listPolicies } from './operations/policies/list-policies.ts'
import { listPolicyVersions } from './operations/policies/list-policy-versions.ts'
import { setDefaultPolicyVersion } from './operations/policies/set-default-policy-version.ts'
import { createRole } from './operations/roles/create-role.ts'
import { deleteRole } from './operations/roles/delete-role.ts'
import { getRole } from './operations/roles/get-role.ts'
import { listRoles } from './operations/roles/list-roles.ts'
import { updateAssumeRolePolicy } from './operations/roles/update-assume-role-policy.ts'
import { updateRole } from './operations/roles/update-role.ts'
import { updateRoleDescription } from './operations/roles/update-role-description.ts'
import { createServiceSpecificCredential } from './operations/service-credentials/create-service-specific-credential.ts'
import { deleteServiceSpecificCredential } from './operations/service-credentials/delete-service-specific-credential.ts'
import { listServiceSpecificCredentials } from './operations/service-credentials/list-service-specific-credentials.ts'
import { resetServiceSpecificCredential } from './operations/service-credentials/reset-service-specific-credential.ts'
import { updateServiceSpecificCredential } from './operations/service-credentials/update-service-specific-credential.ts'
import { getContextKeysForCustomPolicy } from './operations/simulation/get-context-keys-for-custom-policy.ts'
import { getContextKeysForPrincipalPolicy } from './operations/simulation/get-context-keys-for-principal-policy.ts'
import { simulateCustomPolicy } from './operations/simulation/simulate-custom-policy.ts'
import { simulatePrincipalPolicy } from './operations/simulation/simulate-principal-policy.ts'
import { listInstanceProfileTags, listRoleTags, listUserTags } from './operations/tags/list-tags.ts'
import { listPolicyTags, tagPolicy, untagPolicy } from './operations/tags/policy-tags.ts'
import { tagInstanceProfile, tagRole, tagUser } from './operations/tags/tag.ts'
import { untagInstanceProfile, untagRole, untagUser } from './operations/tags/untag.ts'
import { listMfaDevices, listSigningCertificates, listSshPublicKeys } from './operations/users/absent-credentials.ts'
import { createUser } from './operations/users/create-user.ts'
import { deleteUser } from './operations/users/delete-user.ts'
import { getUser } from './operations/users/get-user.ts'
import { listUsers } from './operations/users/list-users.ts'
import { updateUser } from './operations/users/update-user.ts'
import { type Ctx, type Room, room } from './room.ts'
import { advanceRevision } from './state/revision.ts'

/** IAM (API 2010-05-08). The list below is the only list of its operations. */
export function iamService(deps: IamDeps): Service<Room> {
  return service<Room>({
    name: 'iam',
    protocol: 'awsQuery',
    schemas: async () => (await import('./schemas.gen.json', { with: { type: 'json' } })).default,
    constraints: async () => (await import('./constraints.gen.json', { with: { type: 'json' } })).default,
    room: (ctx) => room(deps, ctx),
    errors: {},
    operations: [
      // Users
      createUser,
      deleteUser,
      getUser,
      listUsers,
      updateUser,
      listMfaDevices,
      listSshPublicKeys,
      listSigningCertificates,
      // Groups
      addUserToGroup,
      createGroup,
      deleteGroup,
      getGroup,
      listGroupsForUser,
      listGroups,
      removeUserFromGroup,
      updateGroup,
      // Roles
      createRole,
      deleteRole,
      getRole,
      listRoles,
      updateAssumeRolePolicy,
      updateRoleDescription,
      updateRole,
      // Instance profiles
      addRoleToInstanceProfile,
      createInstanceProfile,
      deleteInstanceProfile,
      getInstanceProfile,
      listInstanceProfilesForRole,
      listInstanceProfiles,
      removeRoleFromInstanceProfile,
      // Policies
      createPolicyVersion,
      createPolicy,
      deletePolicyVersion,
      deletePolicy,
      getPolicyVersion,
      getPolicy,
      listPolicies,
      listPolicyVersions,
      setDefaultPolicyVersion,
      // Attachments
      attachUserPolicy,
      attachGroupPolicy,
      attachRolePolicy,
      detachUserPolicy,
      detachGroupPolicy,
      detachRolePolicy,
      listAttachedUserPolicies,
      listAttachedGroupPolicies,
      listAttachedRolePolicies,
      listEntitiesForPolicy,
      // Inline policies
      deleteUserPolicy,
      deleteGroupPolicy,
      deleteRolePolicy,
      getUserPolicy,
      getGroupPolicy,
      getRolePolicy,
      listUserPolicies,
      listGroupPolicies,
      listRolePolicies,
      putUserPolicy,
      putGroupPolicy,
      putRolePolicy,
      // Permissions boundaries
      deleteUserPermissionsBoundary,
      deleteRolePermissionsBoundary,
      putUserPermissionsBoundary,
      putRolePermissionsBoundary,
      // Tags
      listUserTags,
      listRoleTags,
      listInstanceProfileTags,
      tagPolicy,
      untagPolicy,
      listPolicyTags,
      tagUser,
      tagRole,
      tagInstanceProfile,
      untagUser,
      untagRole,
      untagInstanceProfile,
      // Access keys
      createAccessKey,
      deleteAccessKey,
      getAccessKeyLastUsed,
      listAccessKeys,
      updateAccessKey,
      // Service credentials
      createServiceSpecificCredential,
      deleteServiceSpecificCredential,
      listServiceSpecificCredentials,
      resetServiceSpecificCredential,
      updateServiceSpecificCredential,
      // Login profiles
      createLoginProfile,
      deleteLoginProfile,
      getLoginProfile,
      updateLoginProfile,
      // Account
      createAccountAlias,
      listAccountAliases,
      deleteAccountAlias,
      getAccountAuthorizationDetails,
      getAccountSummary,
      // Simulation
      getContextKeysForCustomPolicy,
      getContextKeysForPrincipalPolicy,
      simulateCustomPolicy,
      simulatePrincipalPolicy,
    ].map(announcingChanges),
  })
}

// biome-ignore lint/suspicious/noExplicitAny: operations of all inputs and outputs stand in one table
type AnyOperation = Operation<any, any, Room>

/** Whatever is written here is felt at once in this process, and within a moment in others. */
function announcingChanges(operation: AnyOperation): AnyOperation {
  if (operation.kind !== 'write') return operation
  return {
    ...operation,
    async run(input: unknown, ctx: Ctx) {
      const output = await operation.run(input, ctx)
      await advanceRevision(ctx.db)
      ctx.afterCommit(() => ctx.directory.invalidate())
      return output
    },
  }
}
