import type { RegisterApplicationRevisionInput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onApplication } from '../access.ts'
import { existingApplication } from '../lookup.ts'
import type { Room } from '../room.ts'
import { checkDescription } from '../rules/description.ts'
import { checkRevisionLocation } from '../rules/revision-location.ts'

/** Remembers a location; nothing is fetched or verified. */
export const registerApplicationRevision = operation<RegisterApplicationRevisionInput, void, Room>(
  'RegisterApplicationRevision',
  {
    kind: 'write',
    access: (input, ctx) => [onApplication('RegisterApplicationRevision', ctx, input.applicationName)],
    async run(input, ctx) {
      const application = await existingApplication(ctx, input.applicationName)
      const location = checkRevisionLocation(input.revision, application.computePlatform)
      const description = checkDescription(input.description)
      await ctx.revisions.register(application.id, location, { description, at: ctx.clock.now() })
    },
  },
)
