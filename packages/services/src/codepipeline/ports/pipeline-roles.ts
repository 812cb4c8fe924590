import type { Database } from '@towpath/storage'

/** What this room asks of IAM about the service roles of pipelines; filled by `server`. */
export interface PipelineRoles {
  /**
   * Whether CodePipeline can assume the role now, for a pipeline of that ARN. `missing`: there is no such role; `trust`:
   * its trust policy does not let `codepipeline.amazonaws.com` assume it (`aws:SourceArn` is the pipeline's). Reads
   * through `db`, the caller's transaction.
   */
  mayAssume(
    roleArn: string,
    asked: { db: Database; region: string; now: number; pipelineArn: string },
  ): Promise<'yes' | 'missing' | 'trust'>
}
