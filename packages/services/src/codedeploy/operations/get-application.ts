import type { GetApplicationInput, GetApplicationOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onApplication } from '../access.ts'
import { applicationInfo } from '../answers/application-info.ts'
import { existingApplication } from '../lookup.ts'
import type { Room } from '../room.ts'

export const getApplication = operation<GetApplicationInput, GetApplicationOutput, Room>('GetApplication', {
  kind: 'read',
  access: (input, ctx) => [onApplication('GetApplication', ctx, input.applicationName)],
  async run(input, ctx) {
    return { application: applicationInfo(await existingApplication(ctx, input.applicationName)) }
  },
})
