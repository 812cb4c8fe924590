import type { Database } from '@towpath/storage'

/** What this room asks of IAM about the service roles of projects; filled by `server`. */
export interface ServiceRoles {
  /**
   * Whether CodeBuild can assume the role now, for a project of that ARN. `missing`: there is no such role; `trust`: its
   * trust policy does not let `codebuild.amazonaws.com` assume it (`aws:SourceArn` is the project's). Reads through `db`,
   * the caller's transaction. `now`: milliseconds since the epoch.
   */
  mayAssume(
    roleArn: string,
    asked: { db: Database; region: string; now: number; projectArn: string },
  ): Promise<'yes' | 'missing' | 'trust'>
}
