import type {
  DeleteBucketPolicyRequest,
  GetBucketPolicyOutput,
  GetBucketPolicyRequest,
  PutBucketPolicyRequest,
} from '@aws-sdk/client-s3'
import { type Access, operation } from '@towpath/wire'
import { bucketArn, bucketOf, onBucket } from '../access.ts'
import { malformedPolicy, notConfigured } from '../errors.ts'
import type { Ctx, Room } from '../room.ts'
import { speaksOfBucket } from '../rules/policy-resources.ts'

/** Bytes. */
const LONGEST = 20 * 1024

/**
 * The root user of the account that owns a bucket can always mend its policy, even one that denies everything.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html
 */
function policyAccess(action: string) {
  return async (input: { Bucket?: string; ExpectedBucketOwner?: string }, ctx: Ctx): Promise<Access[]> => {
    const bucket = await bucketOf(ctx, input)
    const owner = ctx.principal.type === 'root' && ctx.principal.account === bucket.account
    return [onBucket(owner ? { ...bucket, policy: undefined } : bucket, action)]
  }
}

export const getBucketPolicy = operation<GetBucketPolicyRequest, GetBucketPolicyOutput, Room>('GetBucketPolicy', {
  kind: 'read',
  access: policyAccess('GetBucketPolicy'),
  async run(input, ctx) {
    const { name, policy } = await bucketOf(ctx, input)
    if (policy === undefined) throw notConfigured('NoSuchBucketPolicy', 'The bucket policy does not exist', name)
    return { Policy: policy }
  },
})

export const putBucketPolicy = operation<PutBucketPolicyRequest, object, Room>('PutBucketPolicy', {
  kind: 'write',
  access: policyAccess('PutBucketPolicy'),
  async run(input, ctx) {
    const { name } = await bucketOf(ctx, input)
    const policy = input.Policy ?? ''
    if (Buffer.byteLength(policy) > LONGEST) throw malformedPolicy(`Policies must not be longer than ${LONGEST} bytes`)
    const problem = ctx.policies.problemOf(policy)
    if (problem !== undefined) throw malformedPolicy(problem)
    if (!speaksOfBucket(policy, bucketArn(name))) throw malformedPolicy('Policy has invalid resource')
    await ctx.buckets.configure(name, { policy })
    return {}
  },
})

export const deleteBucketPolicy = operation<DeleteBucketPolicyRequest, object, Room>('DeleteBucketPolicy', {
  kind: 'write',
  access: policyAccess('DeleteBucketPolicy'),
  async run(input, ctx) {
    const { name } = await bucketOf(ctx, input)
    await ctx.buckets.configure(name, { policy: null })
    return {}
  },
})
