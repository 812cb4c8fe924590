import type { ChecksumType, CreateMultipartUploadOutput, CreateMultipartUploadRequest } from '@aws-sdk/client-s3'
import { ALPHANUMERIC } from '@towpath/base'
import { operation } from '@towpath/wire'
import { bucketOf, keyOf, onObject, requestTags } from '../access.ts'
import { type Algorithm, definitionOf } from '../checksums/algorithm.ts'
import { invalidRequest } from '../errors.ts'
import type { Room } from '../room.ts'
import { contentHeaders, userMetadata } from '../rules/object-attributes.ts'
import { tagsOfHeader } from '../rules/tags.ts'
import { checkWishes } from '../rules/unserved.ts'
import { asked, DEFAULT_ALGORITHM } from '../transfer/expectation.ts'

export const createMultipartUpload = operation<CreateMultipartUploadRequest, CreateMultipartUploadOutput, Room>(
  'CreateMultipartUpload',
  {
    kind: 'write',
    async access(input, ctx) {
      const bucket = await bucketOf(ctx, input)
      const tags = tagsOfHeader(input.Tagging)
      const put = onObject(bucket, keyOf(input), 'PutObject', requestTags(tags))
      if (Object.keys(tags).length === 0) return [put]
      return [put, onObject(bucket, keyOf(input), 'PutObjectTagging', requestTags(tags))]
    },
    async run(input, ctx) {
      const bucket = await bucketOf(ctx, input)
      const key = keyOf(input)
      const algorithm = asked(input.ChecksumAlgorithm)
      const checksum = { algorithm: algorithm ?? DEFAULT_ALGORITHM, type: typeOf(algorithm, input.ChecksumType) }
      const upload = {
        id: ctx.ids.random(64, ALPHANUMERIC),
        bucket: bucket.name,
        key,
        initiatedAt: ctx.clock.now(),
        initiator: ctx.principal.arn,
        attributes: {
          headers: contentHeaders(input, ctx.http.headers.expires),
          metadata: userMetadata(input),
          storageClass: checkWishes(input),
          checksum,
          checksumAsked: algorithm !== undefined,
        },
        tags: tagsOfHeader(input.Tagging),
      }
      await ctx.uploads.create(upload)
      return {
        Bucket: bucket.name,
        Key: key,
        UploadId: upload.id,
        ...(algorithm ? { ChecksumAlgorithm: algorithm, ChecksumType: checksum.type } : {}),
      }
    },
  },
)

/** CRC-64 is made of parts' CRCs only, hashes cannot be; the other CRCs are composite unless told otherwise. */
function typeOf(algorithm: Algorithm | undefined, wanted: string | undefined): ChecksumType {
  if (algorithm === undefined || algorithm === 'CRC64NVME') {
    if (wanted !== 'COMPOSITE') return 'FULL_OBJECT'
    throw unsupported('COMPOSITE', algorithm ?? DEFAULT_ALGORITHM)
  }
  if (wanted === 'FULL_OBJECT' && !definitionOf(algorithm).crc) throw unsupported('FULL_OBJECT', algorithm)
  return wanted === 'FULL_OBJECT' ? 'FULL_OBJECT' : 'COMPOSITE'
}

function unsupported(type: string, algorithm: string) {
  const name = algorithm.toLowerCase()
  return invalidRequest(`The ${type} checksum type cannot be used with the ${name} checksum algorithm.`)
}
