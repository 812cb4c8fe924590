import type { PutJobFailureResultInput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import { invalidJobState } from '../errors.ts'
import { existingJob } from '../lookup.ts'
import type { Room } from '../room.ts'
import { failureReport } from '../rules/job-report.ts'

export const putJobFailureResult = operation<PutJobFailureResultInput, object, Room>('PutJobFailureResult', {
  kind: 'write',
  access: () => [onAnything('PutJobFailureResult')],
  async run({ jobId, failureDetails }, ctx) {
    const job = await existingJob(ctx, jobId)
    const report = { ...job.report, ...failureReport(failureDetails) }
    if (!(await ctx.jobs.end(job.id, ['InProgress'], { status: 'Failed', report, now: ctx.clock.now() }))) {
      throw invalidJobState(job.id, job.status)
    }
    await ctx.waitingActions.lookAgain(ctx.db, job.subject)
    return {}
  },
})
