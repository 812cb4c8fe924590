import type { AbortMultipartUploadRequest } from '@aws-sdk/client-s3'
import { operation } from '@towpath/wire'
import { bucketOf, objectAccess } from '../access.ts'
import type { Room } from '../room.ts'
import { uploadOf } from '../upload-of.ts'

export const abortMultipartUpload = operation<AbortMultipartUploadRequest, object, Room>('AbortMultipartUpload', {
  kind: 'write',
  access: objectAccess('AbortMultipartUpload'),
  async run(input, ctx) {
    await bucketOf(ctx, input)
    const upload = await uploadOf(ctx, input)
    const parts = await ctx.uploads.remove(upload.id)
    await ctx.contents.remove(parts.map((part) => part.id))
    return {}
  },
})
