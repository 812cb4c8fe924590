import type { Readable } from 'node:stream'
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3'
import type { ServiceError } from '@towpath/base'
import { onlyOutput, putArtifact, storeProblem } from './artifacts.ts'
import { ActionFailure, explained } from './failure.ts'
import { firstCharacters } from './git-source.ts'
import type { ActionRequest, Provider } from './provider.ts'

type GetObjectOutput = Omit<GetObjectCommandOutput, 'Body'> & { Body: Readable }

/** User metadata of the object that is shown as the summary of its revision (documented). */
const SUMMARY_METADATA = 'codepipeline-artifact-revision-summary'

/** A version of an object. It becomes the artifact as it is: whether it is a zip shows where it is used (documented). */
export const s3Source: Provider = {
  async start(request, signal) {
    const { bucket, key, versionId } = wantedObject(request)
    const asked = { Bucket: bucket, Key: key, VersionId: versionId }
    const explain = sourceProblem(request, bucket, key, versionId)
    const object = await explained(request.role.call<GetObjectOutput>('s3', 'GetObject', asked, { signal }), explain)
    try {
      const id = versionOf(object, bucket)
      const etag = (object.ETag ?? '').replaceAll('"', '')
      await putArtifact(request, onlyOutput(request), object.Body, { revision: id }, signal)
      const summary = firstCharacters(object.Metadata?.[SUMMARY_METADATA] ?? `Amazon S3 version id: ${id}`, 2048)
      return {
        type: 'succeeded',
        externalExecutionId: id,
        summary,
        revision: { id, summary, createdAt: object.LastModified?.getTime(), changeId: etag },
        outputVariables: { BucketName: bucket, ObjectKey: key, VersionId: id, ETag: etag },
      }
    } finally {
      object.Body.destroy()
    }
  },
}

/** As the action says, or as the caller does in its place. */
export function wantedObject({ configuration, sourceRevisions, action }: ActionRequest): {
  bucket: string
  key: string
  versionId?: string
} {
  const wanted = new Map(sourceRevisions.map(({ revisionType, revisionValue }) => [revisionType, revisionValue]))
  const refuse = (why: string) =>
    new ActionFailure('ConfigurationError', `The source revision of ${action.name} ${why}`)
  for (const type of wanted.keys()) {
    if (type !== 'S3_OBJECT_KEY' && type !== 'S3_OBJECT_VERSION_ID') {
      throw refuse(`has the type ${type}; an S3 source takes S3_OBJECT_VERSION_ID and S3_OBJECT_KEY.`)
    }
  }
  const key = wanted.get('S3_OBJECT_KEY')
  if (key !== undefined && configuration.AllowOverrideForS3ObjectKey?.toLowerCase() !== 'true') {
    throw refuse(
      'names another object key: set AllowOverrideForS3ObjectKey to true in the configuration of the action.',
    )
  }
  const { S3Bucket: bucket = '', S3ObjectKey = '' } = configuration
  return { bucket, key: key ?? S3ObjectKey, versionId: wanted.get('S3_OBJECT_VERSION_ID') }
}

/** Without versions nobody could say later what was released: AWS's buckets must keep them (documented). */
function versionOf({ VersionId: id }: GetObjectOutput, bucket: string): string {
  if (id !== undefined) return id
  throw new ActionFailure(
    'ConfigurationError',
    `The S3 bucket "${bucket}" does not keep versions, which a source needs. Switch them on: aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
  )
}

function sourceProblem(request: ActionRequest, bucket: string, key: string, versionId: string | undefined) {
  return (error: ServiceError): ActionFailure | undefined => {
    switch (error.code) {
      case 'NoSuchKey':
        return new ActionFailure(
          'RevisionUnavailable',
          `The S3 bucket "${bucket}" has no object "${key}". Upload it, or name another key in the action ${request.action.name}.`,
        )
      case 'NoSuchVersion':
        return new ActionFailure(
          'RevisionUnavailable',
          `The object "${key}" in the S3 bucket "${bucket}" has no version "${versionId}".`,
        )
      default:
        return storeProblem(request, bucket)(error)
    }
  }
}
