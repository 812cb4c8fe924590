import type { DeleteObjectOutput, DeleteObjectRequest } from '@aws-sdk/client-s3'
import { type ConditionValues, operation } from '@towpath/wire'
import { bucketOf, keyOf, objectAccess } from '../access.ts'
import { deleteVersion } from '../delete-version.ts'
import type { Room } from '../room.ts'

export const deleteObject = operation<DeleteObjectRequest, DeleteObjectOutput, Room>('DeleteObject', {
  kind: 'write',
  access: objectAccess(
    (input: DeleteObjectRequest) => (input.VersionId === undefined ? 'DeleteObject' : 'DeleteObjectVersion'),
    (input): ConditionValues => (input.VersionId === undefined ? {} : { 's3:VersionId': input.VersionId }),
  ),
  async run(input, ctx) {
    const bucket = await bucketOf(ctx, input)
    const deletion = { key: keyOf(input), versionId: input.VersionId, ifMatch: input.IfMatch }
    return deleteVersion(ctx, bucket, deletion, { ids: ctx.ids, now: ctx.clock.now() })
  },
})
