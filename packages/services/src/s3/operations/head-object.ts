import type { HeadObjectOutput } from '@aws-sdk/client-s3'
import { operation } from '@towpath/wire'
import { bucketOf, keyOf } from '../access.ts'
import { readAccess } from '../find-version.ts'
import { type ReadInput, readObject } from '../read-object.ts'
import type { Room } from '../room.ts'

export const headObject = operation<ReadInput, HeadObjectOutput, Room>('HeadObject', {
  kind: 'read',
  access: async (input, ctx) => [await readAccess(ctx, await bucketOf(ctx, input), keyOf(input), input.VersionId)],
  async run(input, ctx) {
    const { headers } = await readObject(ctx, input, 'HEAD')
    return headers
  },
})
