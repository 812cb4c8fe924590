import type {
  GetBucketAclOutput,
  GetBucketLocationOutput,
  GetBucketRequestPaymentOutput,
  GetObjectAclOutput,
  Grant,
} from '@aws-sdk/client-s3'
import { type Operation, operation } from '@towpath/wire'
import { bucketAccess, bucketOf, keyOf } from '../access.ts'
import { ownerOf } from '../answers/owner.ts'
import { notConfigured } from '../errors.ts'
import { findVersion, readAccess } from '../find-version.ts'
import type { Ctx, Room } from '../room.ts'
import type { Bucket } from '../state/buckets.ts'

/**
 * What can be asked of a bucket but not set here, answered as by a bucket on which it was never set. Tools that read
 * all of a bucket's settings (Terraform) find nothing missing.
 */

interface BucketInput {
  Bucket?: string
  ExpectedBucketOwner?: string
}

function reading<Output>(name: string, action: string, answer: (bucket: Bucket) => Output) {
  return operation<BucketInput, Output, Room>(name, {
    kind: 'read',
    access: bucketAccess(action),
    run: async (input, ctx) => answer(await bucketOf(ctx, input)),
  })
}

function unconfigured(name: string, action: string, code: string, message: string) {
  return reading<object>(name, action, (bucket) => {
    throw notConfigured(code, message, bucket.name)
  })
}

export const getBucketLocation = reading<GetBucketLocationOutput>(
  'GetBucketLocation',
  'GetBucketLocation',
  // The first region has no name here.
  ({ region }) => ({
    LocationConstraint: (region === 'us-east-1' ? undefined : region) as GetBucketLocationOutput['LocationConstraint'],
  }),
)

export const getBucketAcl = reading<GetBucketAclOutput>('GetBucketAcl', 'GetBucketAcl', (bucket) => ({
  Owner: ownerOf(bucket.account),
  Grants: ownersGrant(bucket.account),
}))

export const getObjectAcl = operation<BucketInput & { Key?: string; VersionId?: string }, GetObjectAclOutput, Room>(
  'GetObjectAcl',
  {
    kind: 'read',
    access: async (input, ctx: Ctx) => [
      await readAccess(ctx, await bucketOf(ctx, input), keyOf(input), input.VersionId, 'GetObjectAcl'),
    ],
    async run(input, ctx) {
      const bucket = await bucketOf(ctx, input)
      await findVersion(ctx, bucket, keyOf(input), input.VersionId, 'GET')
      return { Owner: ownerOf(bucket.account), Grants: ownersGrant(bucket.account) }
    },
  },
)

/** Access control lists are off: a bucket's owner has all there is. */
function ownersGrant(account: string): Grant[] {
  return [{ Grantee: { ...ownerOf(account), Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }]
}

export const bucketConfigurations: Operation<BucketInput, object, Room>[] = [
  unconfigured(
    'GetPublicAccessBlock',
    'GetBucketPublicAccessBlock',
    'NoSuchPublicAccessBlockConfiguration',
    'The public access block configuration was not found',
  ),
  unconfigured(
    'GetBucketEncryption',
    'GetEncryptionConfiguration',
    'ServerSideEncryptionConfigurationNotFoundError',
    'The server side encryption configuration was not found',
  ),
  unconfigured('GetBucketCors', 'GetBucketCORS', 'NoSuchCORSConfiguration', 'The CORS configuration does not exist'),
  unconfigured(
    'GetBucketLifecycleConfiguration',
    'GetLifecycleConfiguration',
    'NoSuchLifecycleConfiguration',
    'The lifecycle configuration does not exist',
  ),
  unconfigured(
    'GetBucketWebsite',
    'GetBucketWebsite',
    'NoSuchWebsiteConfiguration',
    'The specified bucket does not have a website configuration',
  ),
  unconfigured(
    'GetBucketReplication',
    'GetReplicationConfiguration',
    'ReplicationConfigurationNotFoundError',
    'The replication configuration was not found',
  ),
  unconfigured(
    'GetObjectLockConfiguration',
    'GetBucketObjectLockConfiguration',
    'ObjectLockConfigurationNotFoundError',
    'Object Lock configuration does not exist for this bucket',
  ),
  reading('GetBucketNotificationConfiguration', 'GetBucketNotification', () => ({})),
  reading('GetBucketLogging', 'GetBucketLogging', () => ({})),
  reading('GetBucketAccelerateConfiguration', 'GetAccelerateConfiguration', () => ({})),
  reading<GetBucketRequestPaymentOutput>('GetBucketRequestPayment', 'GetBucketRequestPayment', () => ({
    Payer: 'BucketOwner',
  })),
]
