/**
 * How much of everything there may be. The values are AWS's defaults (documented; where its pages disagree, the more
 * generous one): definitions that AWS takes, this room takes too.
 */
export const QUOTAS = {
  applications: 1000,
  deploymentGroupsPerApplication: 1000,
  customDeploymentConfigs: 200,
  descriptionLength: 256,
  tagFilters: 10,
  tagGroupsPerTagSet: 3,
  tagFiltersPerTagGroup: 10,
  tagKeyLength: 128,
  tagValueLength: 256,
  resourceTags: 50,
  tagsPerOnPremisesInstance: 10,
  autoScalingGroupsPerGroup: 10,
  alarmsPerGroup: 50,
  alarmNameLength: 255,
  triggersPerGroup: 10,
  loadBalancersPerGroup: 10,
  targetGroupsPerGroup: 10,
  targetGroupPairsPerGroup: 1,
  /** Minutes between the first and the last shift of traffic, and before blue instances end. */
  waitMinutes: 2880,
} as const

/** Items that one Batch… call or one call over many instances may name. AWS's pages say 25 or 100 for most. */
export const BATCH_LIMIT = 100

/** Items in one page of a list. AWS publishes none. */
export const PAGE_SIZE = 100
