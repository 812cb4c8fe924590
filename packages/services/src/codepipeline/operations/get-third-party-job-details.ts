import type { GetThirdPartyJobDetailsInput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import { jobNotFound } from '../errors.ts'
import type { Room } from '../room.ts'

/** No third-party job is ever made here (see PollForThirdPartyJobs), so none of that id is known. */
export const getThirdPartyJobDetails = operation<GetThirdPartyJobDetailsInput, never, Room>('GetThirdPartyJobDetails', {
  kind: 'read',
  access: () => [onAnything('GetThirdPartyJobDetails')],
  async run({ jobId = '' }) {
    throw jobNotFound(jobId)
  },
})
