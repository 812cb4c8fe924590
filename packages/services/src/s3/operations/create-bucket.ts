import type { CreateBucketOutput, CreateBucketRequest } from '@aws-sdk/client-s3'
import { operation } from '@towpath/wire'
import { bucketArn } from '../access.ts'
import {
  bucketAlreadyExists,
  bucketAlreadyOwnedByYou,
  illegalLocationConstraint,
  invalidBucketName,
  invalidLocationConstraint,
  notImplemented,
} from '../errors.ts'
import type { Ctx, Room } from '../room.ts'
import { isBucketName } from '../rules/bucket-name.ts'
import { BUCKET_TAGS, tagsOfSet } from '../rules/tags.ts'
import { refuseAcl } from '../rules/unserved.ts'

const FIRST_REGION = 'us-east-1'

export const createBucket = operation<CreateBucketRequest, CreateBucketOutput, Room>('CreateBucket', {
  kind: 'write',
  access: (input) => [{ action: 's3:CreateBucket', resource: bucketArn(input.Bucket ?? '') }],
  async run(input, ctx) {
    const name = input.Bucket ?? ''
    if (!isBucketName(name)) throw invalidBucketName(name)
    if (input.ObjectLockEnabledForBucket) throw notImplemented('x-amz-bucket-object-lock-enabled')
    refuseAcl({ ...input, ACL: input.ACL })
    const region = regionOf(input, ctx)
    const tags = input.CreateBucketConfiguration?.Tags
    const existing = await ctx.buckets.find(name)
    if (existing) {
      if (existing.account !== ctx.account) throw bucketAlreadyExists(name)
      // Documented: the first region, and only that, lets an owner create a bucket again.
      if (existing.region !== FIRST_REGION || region !== FIRST_REGION) throw bucketAlreadyOwnedByYou(name)
      return { Location: `/${name}` }
    }
    await ctx.buckets.create({
      name,
      account: ctx.account,
      region,
      createdAt: ctx.clock.now(),
      versioning: '',
      tags: tags && tagsOfSet(tags, BUCKET_TAGS),
      objectOwnership: input.ObjectOwnership ?? 'BucketOwnerEnforced',
    })
    return { Location: `/${name}` }
  },
})

/** The endpoint of the first region makes buckets anywhere; those of others only at home, and they must be told so. */
function regionOf(input: CreateBucketRequest, ctx: Ctx): string {
  const constraint: string | undefined = input.CreateBucketConfiguration?.LocationConstraint
  const wanted = constraint === 'EU' ? 'eu-west-1' : constraint
  if (wanted === undefined || wanted === '') {
    if (ctx.region !== FIRST_REGION) throw illegalLocationConstraint('unspecified')
    return FIRST_REGION
  }
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(wanted)) throw invalidLocationConstraint(wanted)
  if (ctx.region !== FIRST_REGION && ctx.region !== wanted) throw illegalLocationConstraint(wanted)
  return wanted
}
