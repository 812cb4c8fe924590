/** IAM's default quotas. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const QUOTAS = {
  UsersPerAccount: 5000,
  GroupsPerAccount: 300,
  RolesPerAccount: 1000,
  InstanceProfilesPerAccount: 1000,
  PoliciesPerAccount: 1500,
  AccessKeysPerUser: 2,
  ServiceSpecificCredentialsPerUser: 2,
  GroupsPerUser: 10,
  PoliciesPerUser: 10,
  PoliciesPerGroup: 10,
  PoliciesPerRole: 10,
  VersionsPerPolicy: 5,
  TagsPerEntity: 50,
  /** Characters without whitespace. */
  PolicySize: 6144,
  ACLSizePerRole: 2048,
} as const

/** Characters that all inline policies of one holder may have together, whitespace left out. */
export const INLINE_POLICY_SIZE = { user: 2048, group: 5120, role: 10_240 } as const
