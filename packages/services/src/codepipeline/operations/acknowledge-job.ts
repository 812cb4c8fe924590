import type { AcknowledgeJobInput, AcknowledgeJobOutput } from '@aws-sdk/client-codepipeline'
import { sameSecret } from '@towpath/base'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import { invalidNonce } from '../errors.ts'
import { existingJob } from '../lookup.ts'
import type { Room } from '../room.ts'

/** The first worker to acknowledge has the job; its nonce is used up with that. */
export const acknowledgeJob = operation<AcknowledgeJobInput, AcknowledgeJobOutput, Room>('AcknowledgeJob', {
  kind: 'write',
  access: () => [onAnything('AcknowledgeJob')],
  async run({ jobId, nonce = '' }, ctx) {
    const job = await existingJob(ctx, jobId)
    if (!sameSecret(job.nonce, nonce) || !(await ctx.jobs.acknowledge(job.id))) throw invalidNonce()
    return { status: 'InProgress' }
  },
})
