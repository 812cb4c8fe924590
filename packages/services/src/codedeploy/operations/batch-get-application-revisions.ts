import type {
  BatchGetApplicationRevisionsInput,
  BatchGetApplicationRevisionsOutput,
  RevisionInfo,
} from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onApplication } from '../access.ts'
import { genericRevisionInfo } from '../answers/revision-info.ts'
import { revisionRequired } from '../errors.ts'
import { existingApplication } from '../lookup.ts'
import { checkBatch } from '../paging.ts'
import type { Room } from '../room.ts'
import { checkRevisionLocation, describeRevision } from '../rules/revision-location.ts'

/** Revisions that are not registered are left out and told of in `errorMessage`, which is empty when all are there. */
export const batchGetApplicationRevisions = operation<
  BatchGetApplicationRevisionsInput,
  BatchGetApplicationRevisionsOutput,
  Room
>('BatchGetApplicationRevisions', {
  kind: 'read',
  access: (input, ctx) => [onApplication('BatchGetApplicationRevisions', ctx, input.applicationName)],
  async run(input, ctx) {
    const application = await existingApplication(ctx, input.applicationName)
    const locations = (input.revisions ?? []).map((revision) =>
      checkRevisionLocation(revision, application.computePlatform),
    )
    if (locations.length === 0) throw revisionRequired()
    checkBatch(locations)
    const revisions: RevisionInfo[] = []
    const unknown: string[] = []
    for (const location of locations) {
      const revision = await ctx.revisions.find(application.id, location)
      if (revision) {
        revisions.push({ revisionLocation: revision.location, genericRevisionInfo: genericRevisionInfo(revision) })
      } else unknown.push(describeRevision(location))
    }
    const errorMessage = unknown.length > 0 ? `These revisions are not registered: ${unknown.join(', ')}` : ''
    return { applicationName: application.name, errorMessage, revisions }
  },
})
