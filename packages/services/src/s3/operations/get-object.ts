import type { Readable } from 'node:stream'
import type { GetObjectOutput } from '@aws-sdk/client-s3'
import { operation } from '@towpath/wire'
import { bucketOf, keyOf } from '../access.ts'
import { readAccess } from '../find-version.ts'
import { type ReadInput, readObject } from '../read-object.ts'
import type { Room } from '../room.ts'
import { contentOf } from '../transfer/send.ts'

type Output = Omit<GetObjectOutput, 'Body'> & { Body: Readable }

export const getObject = operation<ReadInput, Output, Room>('GetObject', {
  kind: 'read',
  access: async (input, ctx) => [await readAccess(ctx, await bucketOf(ctx, input), keyOf(input), input.VersionId)],
  async run(input, ctx) {
    const { version, range, headers } = await readObject(ctx, input, 'GET')
    const segments = await ctx.contents.of(version.id)
    return { ...headers, Body: await contentOf(ctx.blobs, segments, range) }
  },
})
