import type { GetAccountSummaryResponse } from '@aws-sdk/client-iam'
import { operation } from '@towpath/wire'
import { onAccount } from '../../access.ts'
import type { Room } from '../../room.ts'
import { INLINE_POLICY_SIZE, QUOTAS } from '../../rules/quotas.ts'

export const getAccountSummary = operation<object, GetAccountSummaryResponse, Room>('GetAccountSummary', {
  kind: 'read',
  access: () => onAccount('GetAccountSummary'),
  async run(_, ctx) {
    return {
      SummaryMap: {
        Users: await ctx.users.count(),
        UsersQuota: QUOTAS.UsersPerAccount,
        Groups: await ctx.groups.count(),
        GroupsQuota: QUOTAS.GroupsPerAccount,
        Roles: await ctx.roles.count(),
        RolesQuota: QUOTAS.RolesPerAccount,
        InstanceProfiles: await ctx.instanceProfiles.count(),
        InstanceProfilesQuota: QUOTAS.InstanceProfilesPerAccount,
        Policies: await ctx.policies.count(),
        PoliciesQuota: QUOTAS.PoliciesPerAccount,
        PolicySizeQuota: QUOTAS.PolicySize,
        VersionsPerPolicyQuota: QUOTAS.VersionsPerPolicy,
        UserPolicySizeQuota: INLINE_POLICY_SIZE.user,
        GroupPolicySizeQuota: INLINE_POLICY_SIZE.group,
        RolePolicySizeQuota: INLINE_POLICY_SIZE.role,
        AssumeRolePolicySizeQuota: QUOTAS.ACLSizePerRole,
        AccessKeysPerUserQuota: QUOTAS.AccessKeysPerUser,
        GroupsPerUserQuota: QUOTAS.GroupsPerUser,
        AttachedPoliciesPerUserQuota: QUOTAS.PoliciesPerUser,
        AttachedPoliciesPerGroupQuota: QUOTAS.PoliciesPerGroup,
        AttachedPoliciesPerRoleQuota: QUOTAS.PoliciesPerRole,
        // The root user's key is configuration here.
        AccountAccessKeysPresent: 1,
        AccountMFAEnabled: 0,
        AccountPasswordPresent: 0,
        MFADevices: 0,
        MFADevicesInUse: 0,
        Providers: 0,
        ServerCertificates: 0,
      },
    }
  },
})
