import type { Database } from '@towpath/storage'

/** What this room asks of IAM about the service roles of deployment groups; filled by `server`. */
export interface ServiceRoles {
  /**
   * Whether CodeDeploy can assume the role now, for a group of that ARN. `missing`: there is no such role; `trust`:
   * its trust policy does not let `codedeploy.amazonaws.com` or `codedeploy.REGION.amazonaws.com` assume it
   * (`aws:SourceArn` is the group's). Reads through `db`, the caller's transaction. `now`: milliseconds since the epoch.
   */
  mayAssume(
    roleArn: string,
    asked: { db: Database; region: string; now: number; deploymentGroupArn: string },
  ): Promise<'yes' | 'missing' | 'trust'>
}
