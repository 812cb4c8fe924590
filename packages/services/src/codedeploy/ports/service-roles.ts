import type { Database } from '@towpath/storage'

/** What this room asks of IAM about the service roles of deployment groups; filled by `server`. */
export interface ServiceRoles {
  /**
   * Whether CodeDeploy can assume the role now, for a group of that ARN. `missing`: there is no such role; `trust`:
   * its trust policy does not let `codedeploy.amazonaws.com` or `codedeploy.REGION.amazonaws.com` assume it
   * (`aws:SourceArn` and `aws:SourceAccount` are those of the group). Reads through `db`, the caller's transaction.
   */
  mayAssume(
    roleArn: string,
    asked: { db: Database; account: string; region: string; deploymentGroupArn: string },
  ): Promise<'yes' | 'missing' | 'trust'>
}
