import type { PutThirdPartyJobSuccessResultInput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import { jobNotFound } from '../errors.ts'
import type { Room } from '../room.ts'

/** No third-party job is ever made here (see PollForThirdPartyJobs), so none of that id is known. */
export const putThirdPartyJobSuccessResult = operation<PutThirdPartyJobSuccessResultInput, never, Room>(
  'PutThirdPartyJobSuccessResult',
  {
    kind: 'read',
    access: () => [onAnything('PutThirdPartyJobSuccessResult')],
    async run({ jobId = '' }) {
      throw jobNotFound(jobId)
    },
  },
)
