import type { UploadPartOutput, UploadPartRequest } from '@aws-sdk/client-s3'
import { operation } from '@towpath/wire'
import { objectAccess } from '../access.ts'
import { checksumMembers } from '../checksums/checksum.ts'
import { invalidRequest } from '../errors.ts'
import type { Room } from '../room.ts'
import { storePart } from '../store-part.ts'
import { expectationOf } from '../transfer/expectation.ts'
import { type Body, receive } from '../transfer/receive.ts'
import { segmentsOf } from '../transfer/segments.ts'
import { partNumberOf, uploadOf } from '../upload-of.ts'

type Input = Omit<UploadPartRequest, 'Body'> & { Body?: Body }

export const uploadPart = operation<Input, UploadPartOutput, Room>('UploadPart', {
  kind: 'manual',
  access: objectAccess('PutObject'),
  async run(input, ctx) {
    const number = partNumberOf(input)
    const { attributes } = await uploadOf(ctx, input)
    const expected = expectationOf(input, ctx, attributes.checksum.algorithm)
    const { algorithm } = attributes.checksum
    if (expected.algorithm !== algorithm && attributes.checksumAsked) {
      throw invalidRequest(
        `Checksum Type mismatch occurred, expected checksum Type: ${algorithm.toLowerCase()}, actual checksum Type: ${expected.algorithm.toLowerCase()}`,
      )
    }
    const { blob, md5, checksum } = await receive(ctx.blobs, input.Body, expected, ctx.signal)
    const part = {
      number,
      id: ctx.ids.uuid(),
      size: blob.size,
      etag: md5,
      modifiedAt: ctx.clock.now(),
      // One in another algorithm proved this part, and is of no use for the whole.
      ...(expected.algorithm === algorithm ? { checksum } : {}),
    }
    await storePart(ctx, input, part, segmentsOf(blob))
    return { ETag: `"${md5}"`, ...checksumMembers({ algorithm: expected.algorithm, value: checksum }) }
  },
})
