import type { AcknowledgeThirdPartyJobInput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import { jobNotFound } from '../errors.ts'
import type { Room } from '../room.ts'

/** No third-party job is ever made here (see PollForThirdPartyJobs), so none of that id is known. */
export const acknowledgeThirdPartyJob = operation<AcknowledgeThirdPartyJobInput, never, Room>(
  'AcknowledgeThirdPartyJob',
  {
    kind: 'read',
    access: () => [onAnything('AcknowledgeThirdPartyJob')],
    async run({ jobId = '' }) {
      throw jobNotFound(jobId)
    },
  },
)
