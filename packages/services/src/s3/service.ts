import { type Service, service } from '@towpath/wire'
import { accessDenied } from './errors.ts'
import { abortMultipartUpload } from './operations/abort-multipart-upload.ts'
import {
  bucketConfigurations,
  getBucketAcl,
  getBucketLocation,
  getObjectAcl,
} from './operations/bucket-configurations.ts'
import {
  deleteBucketOwnershipControls,
  getBucketOwnershipControls,
  putBucketOwnershipControls,
} from './operations/bucket-ownership-controls.ts'
import { deleteBucketPolicy, getBucketPolicy, putBucketPolicy } from './operations/bucket-policy.ts'
import { deleteBucketTagging, getBucketTagging, putBucketTagging } from './operations/bucket-tagging.ts'
import { getBucketVersioning, putBucketVersioning } from './operations/bucket-versioning.ts'
import { completeMultipartUpload } from './operations/complete-multipart-upload.ts'
import { copyObject } from './operations/copy-object.ts'
import { createBucket } from './operations/create-bucket.ts'
import { createMultipartUpload } from './operations/create-multipart-upload.ts'
import { deleteBucket } from './operations/delete-bucket.ts'
import { deleteObject } from './operations/delete-object.ts'
import { deleteObjects } from './operations/delete-objects.ts'
import { getObject } from './operations/get-object.ts'
import { getObjectAttributes } from './operations/get-object-attributes.ts'
import { headBucket } from './operations/head-bucket.ts'
import { headObject } from './operations/head-object.ts'
import { listBuckets } from './operations/list-buckets.ts'
import { listMultipartUploads } from './operations/list-multipart-uploads.ts'
import { listObjectVersions } from './operations/list-object-versions.ts'
import { listObjects } from './operations/list-objects.ts'
import { listObjectsV2 } from './operations/list-objects-v2.ts'
import { listParts } from './operations/list-parts.ts'
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './operations/object-tagging.ts'
import { putObject } from './operations/put-object.ts'
import { uploadPart } from './operations/upload-part.ts'
import { uploadPartCopy } from './operations/upload-part-copy.ts'
import { type Room, room, type S3Deps } from './room.ts'
import { violation } from './violation.ts'

/** S3, as revision bundles and pipeline artifacts need it. */
export function s3Service(deps: S3Deps): Service<Room> {
  return service<Room>({
    name: 's3',
    protocol: 'restXml',
    schemas: async () => (await import('./schemas.gen.json', { with: { type: 'json' } })).default,
    constraints: async () => (await import('./constraints.gen.json', { with: { type: 'json' } })).default,
    room: (ctx) => room(ctx, deps),
    errors: { accessDenied, violation },
    operations: [
      createBucket,
      deleteBucket,
      headBucket,
      listBuckets,
      getBucketLocation,
      getBucketVersioning,
      putBucketVersioning,
      getBucketPolicy,
      putBucketPolicy,
      deleteBucketPolicy,
      getBucketTagging,
      putBucketTagging,
      deleteBucketTagging,
      getBucketOwnershipControls,
      putBucketOwnershipControls,
      deleteBucketOwnershipControls,
      getBucketAcl,
      ...bucketConfigurations,
      putObject,
      getObject,
      headObject,
      deleteObject,
      deleteObjects,
      copyObject,
      listObjects,
      listObjectsV2,
      listObjectVersions,
      getObjectTagging,
      putObjectTagging,
      deleteObjectTagging,
      getObjectAttributes,
      getObjectAcl,
      createMultipartUpload,
      uploadPart,
      uploadPartCopy,
      completeMultipartUpload,
      abortMultipartUpload,
      listParts,
      listMultipartUploads,
    ],
  })
}
