import type { GetJobDetailsInput, GetJobDetailsOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import { artifactCredentials, jobData } from '../jobs/hand-out.ts'
import { existingJob } from '../lookup.ts'
import type { Room } from '../room.ts'

/** Calling it again gives fresh credentials; none are given for a job that is over. */
export const getJobDetails = operation<GetJobDetailsInput, GetJobDetailsOutput, Room>('GetJobDetails', {
  kind: 'read',
  access: () => [onAnything('GetJobDetails')],
  async run({ jobId }, ctx) {
    const job = await existingJob(ctx, jobId)
    const isOpen = ['Queued', 'Dispatched', 'InProgress'].includes(job.status)
    const credentials = isOpen ? await artifactCredentials(ctx, job) : undefined
    return { jobDetails: { id: job.id, accountId: ctx.account, data: jobData(job, credentials) } }
  },
})
