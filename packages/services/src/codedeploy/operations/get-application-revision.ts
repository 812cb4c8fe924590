import type { GetApplicationRevisionInput, GetApplicationRevisionOutput } from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onApplication } from '../access.ts'
import { genericRevisionInfo } from '../answers/revision-info.ts'
import { revisionDoesNotExist } from '../errors.ts'
import { existingApplication } from '../lookup.ts'
import type { Room } from '../room.ts'
import { checkRevisionLocation, describeRevision } from '../rules/revision-location.ts'

/** Finds by the complete location: an eTag or version given at registration must be given here (documented). */
export const getApplicationRevision = operation<GetApplicationRevisionInput, GetApplicationRevisionOutput, Room>(
  'GetApplicationRevision',
  {
    kind: 'read',
    access: (input, ctx) => [onApplication('GetApplicationRevision', ctx, input.applicationName)],
    async run(input, ctx) {
      const application = await existingApplication(ctx, input.applicationName)
      const location = checkRevisionLocation(input.revision, application.computePlatform)
      const revision = await ctx.revisions.find(application.id, location)
      if (!revision) throw revisionDoesNotExist(describeRevision(location))
      return {
        applicationName: application.name,
        revision: revision.location,
        revisionInfo: genericRevisionInfo(revision),
      }
    },
  },
)
