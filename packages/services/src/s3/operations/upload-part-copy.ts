import type { UploadPartCopyOutput, UploadPartCopyRequest } from '@aws-sdk/client-s3'
import { operation } from '@towpath/wire'
import { bucketOf, keyOf, onObject } from '../access.ts'
import { checksumMembers } from '../checksums/checksum.ts'
import { checkSource, copiedSource, sourceAccess } from '../copied-source.ts'
import { invalidArgument, invalidRange, noSuchKey } from '../errors.ts'
import type { Room } from '../room.ts'
import { copyRange } from '../rules/range.ts'
import { storePart } from '../store-part.ts'
import { toldVersionId } from '../store-version.ts'
import { measure } from '../transfer/receive.ts'
import { contentOf, cut } from '../transfer/send.ts'
import { partNumberOf, uploadOf } from '../upload-of.ts'

export const uploadPartCopy = operation<UploadPartCopyRequest, UploadPartCopyOutput, Room>('UploadPartCopy', {
  // The source is read for the part's digests; its bytes are shared, not written again.
  kind: 'manual',
  async access(input, ctx) {
    const bucket = await bucketOf(ctx, input)
    return [...(await sourceAccess(ctx, input)), onObject(bucket, keyOf(input), 'PutObject')]
  },
  async run(input, ctx) {
    const number = partNumberOf(input)
    const { attributes } = await uploadOf(ctx, input)
    const source = await copiedSource(ctx, input)
    checkSource(source.version, input)
    const all = await ctx.contents.of(source.version.id)
    const range = rangeOf(input, source.version.size)
    const segments = range ? cut(all, range) : all
    const { algorithm } = attributes.checksum
    const { md5, checksum, size } = await measure(await contentOf(ctx.blobs, segments), algorithm)
    const part = { number, id: ctx.ids.uuid(), size, etag: md5, modifiedAt: ctx.clock.now(), checksum }
    await storePart(ctx, input, part, segments, async (state) => {
      // The blobs must still be held by somebody when the part takes hold of them.
      if (!(await state.objects.byId(source.version.id))) throw noSuchKey(source.version.key)
    })
    return {
      CopySourceVersionId: toldVersionId(source.bucket, source.version.versionId),
      CopyPartResult: {
        ETag: `"${md5}"`,
        LastModified: new Date(part.modifiedAt),
        ...(attributes.checksumAsked ? checksumMembers({ algorithm, value: checksum }) : {}),
      },
    }
  },
})

function rangeOf(input: UploadPartCopyRequest, size: number) {
  const header = input.CopySourceRange
  if (header === undefined) return undefined
  const range = copyRange(header, size)
  if (range === 'malformed') {
    const message =
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy'
    throw invalidArgument(message, 'x-amz-copy-source-range', header)
  }
  if (range === 'unsatisfiable') throw invalidRange(header, size)
  return range
}
