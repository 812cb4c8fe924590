/** Numbers that AWS publishes for an account and region, and limits of single calls. */
export const QUOTAS = {
  projects: 5000,
  reportGroups: 1000,
  /** Builds that wait or run. */
  activeBuilds: 500,
}

/** Days that a report is kept (documented). */
export const REPORT_DAYS = 30

/** Names that a Batch… call may give (documented). */
export const BATCH_LIMIT = 100
/** Items on a page of the lists that take no maxResults (documented). */
export const PAGE_SIZE = 100
export const MOST_TAGS = 50
/** Secondary sources, and secondary artifacts (documented). */
export const MOST_SECONDARY = 12
