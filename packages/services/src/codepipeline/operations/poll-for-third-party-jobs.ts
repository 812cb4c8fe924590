import type { PollForThirdPartyJobsInput, PollForThirdPartyJobsOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onActionType } from '../access.ts'
import { actionTypeNotFound, notAThirdPartyType } from '../errors.ts'
import type { Room } from '../room.ts'
import { typeKey } from '../rules/action-types/action-type.ts'
import { findActionType } from '../rules/action-types/index.ts'
import { typeIdOf } from '../rules/action-types/type-id.ts'

/**
 * For partners of AWS, whose workers carry out actions of their types. The third-party types that are here are carried
 * out by the control plane itself, so there is never a job.
 */
export const pollForThirdPartyJobs = operation<PollForThirdPartyJobsInput, PollForThirdPartyJobsOutput, Room>(
  'PollForThirdPartyJobs',
  {
    kind: 'read',
    access: ({ actionTypeId }, ctx) => [onActionType('PollForThirdPartyJobs', ctx, actionTypeId ?? {})],
    async run({ actionTypeId }) {
      const id = typeIdOf(actionTypeId ?? {})
      if (id.owner !== 'ThirdParty') throw notAThirdPartyType(typeKey(id))
      if (!findActionType(id)) throw actionTypeNotFound(typeKey(id))
      return { jobs: [] }
    },
  },
)
