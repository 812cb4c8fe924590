import type { PutJobSuccessResultInput } from '@aws-sdk/client-codepipeline'
import { LOWER_HEX } from '@towpath/base'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import { invalidJobState } from '../errors.ts'
import { NONCE_LENGTH } from '../jobs/job-provider.ts'
import { existingJob } from '../lookup.ts'
import type { Room } from '../room.ts'
import { nextJob } from '../rules/job.ts'
import { successReport } from '../rules/job-report.ts'

/** With a continuation token the job ends and another one takes its place, which carries the token (documented). */
export const putJobSuccessResult = operation<PutJobSuccessResultInput, object, Room>('PutJobSuccessResult', {
  kind: 'write',
  access: () => [onAnything('PutJobSuccessResult')],
  async run(input, ctx) {
    const job = await existingJob(ctx, input.jobId)
    const said = successReport(input)
    const now = ctx.clock.now()
    const report = { ...job.report, ...said }
    if (!(await ctx.jobs.end(job.id, ['InProgress'], { status: 'Succeeded', report, now }))) {
      throw invalidJobState(job.id, job.status)
    }
    const { continuationToken } = input
    if (continuationToken !== undefined) {
      const nonce = ctx.ids.random(NONCE_LENGTH, LOWER_HEX)
      await ctx.jobs.add(nextJob(job, { id: ctx.ids.uuid(), nonce, continuationToken, said, now }))
    }
    await ctx.waitingActions.lookAgain(ctx.db, job.subject)
    return {}
  },
})
