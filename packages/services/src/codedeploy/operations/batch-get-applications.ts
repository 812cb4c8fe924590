import type { BatchGetApplicationsInput, BatchGetApplicationsOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onApplication, upToLimit } from '../access.ts'
import { applicationInfo } from '../answers/application-info.ts'
import { applicationNameRequired } from '../errors.ts'
import { existingApplication } from '../lookup.ts'
import { checkBatch } from '../paging.ts'
import type { Room } from '../room.ts'

/** One name that is malformed or unknown fails the whole call, as the model's list of errors has it. */
export const batchGetApplications = operation<BatchGetApplicationsInput, BatchGetApplicationsOutput, Room>(
  'BatchGetApplications',
  {
    kind: 'read',
    access: (input, ctx) =>
      upToLimit(input.applicationNames).map((name) => onApplication('BatchGetApplications', ctx, name)),
    async run(input, ctx) {
      const names = input.applicationNames ?? []
      if (names.length === 0) throw applicationNameRequired()
      checkBatch(names)
      const applicationsInfo = []
      for (const name of new Set(names)) applicationsInfo.push(applicationInfo(await existingApplication(ctx, name)))
      return { applicationsInfo }
    },
  },
)
