import type { Place } from '../rules/arns.ts'

/** Names of this room's runs in the engine. They are kept in the database: they never change. */

export const BATCH_RUN = 'codebuild.batch'

/** Each attempt is a run of its own: one that is done takes no more facts. */
export const batchRunId = ({ account, region }: Place, batchId: string, attempt: number) =>
  `${BATCH_RUN}/${account}/${region}/${batchId}/${attempt}`
