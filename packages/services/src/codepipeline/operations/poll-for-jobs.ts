import type { PollForJobsInput, PollForJobsOutput, Job as WireJob } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onActionType } from '../access.ts'
import { actionTypeNotFound, notACustomType } from '../errors.ts'
import { handOut } from '../jobs/hand-out.ts'
import type { Room } from '../room.ts'
import { typeKey } from '../rules/action-types/action-type.ts'
import { typeIdOf } from '../rules/action-types/type-id.ts'
import { checkedQuery } from '../rules/job-query.ts'

/** Most jobs in one answer, however many were asked for. */
const LARGEST_BATCH = 10

/**
 * Jobs of a custom action type that nobody has acknowledged. A job is in the answer of every poll until then, so workers
 * have to acknowledge before they begin.
 */
export const pollForJobs = operation<PollForJobsInput, PollForJobsOutput, Room>('PollForJobs', {
  kind: 'manual',
  access: ({ actionTypeId }, ctx) => [onActionType('PollForJobs', ctx, actionTypeId ?? {})],
  async run({ actionTypeId, maxBatchSize = 1, queryParam }, ctx) {
    const id = typeIdOf(actionTypeId ?? {})
    if (id.owner !== 'Custom') throw notACustomType(typeKey(id))
    const type = await ctx.customActionTypes.find(id)
    if (!type) throw actionTypeNotFound(typeKey(id))
    const queried = checkedQuery(type.definition, queryParam)

    const jobs: WireJob[] = []
    for (const job of await ctx.jobs.claimable(id, queried, Math.min(maxBatchSize, LARGEST_BATCH))) {
      const given = await handOut(ctx, job)
      if (given) jobs.push(given)
    }
    return { jobs }
  },
})
