import type { ServiceError } from '@towpath/base'
import { withArtifactFile } from './artifact-file.ts'
import { onlyInput, storeProblem } from './artifacts.ts'
import { contentTypeOf } from './content-type.ts'
import { ActionFailure, explained, hasCode } from './failure.ts'
import type { ActionRequest, Provider } from './provider.ts'
import { withZipFiles, type ZippedFile } from './zip-files.ts'

/** Files of one artifact that are put at the same time. */
const AT_ONCE = 4

/** Puts the input artifact into a bucket: as it is, or each of its files. `scratch`: a folder for what has to be a file. */
export function s3Deploy(scratch: string): Provider {
  return {
    async start(request, signal) {
      const { BucketName: bucket = '', Extract: extract } = request.configuration
      checkWishes(request)
      const key = deployedKey(request)
      if (extract?.toLowerCase() === 'true') {
        const summary = await putFiles(request, { bucket, prefix: key, scratch }, signal)
        return { type: 'succeeded', summary }
      }
      if (key === '') {
        throw new ActionFailure(
          'ConfigurationError',
          `The action ${request.action.name} needs an ObjectKey: with Extract=false the artifact becomes one object.`,
        )
      }
      await putWhole(request, bucket, key, signal)
      return { type: 'succeeded', summary: `Put s3://${bucket}/${key}` }
    },
  }
}

/** `{datetime}` and `{uuid}` are filled in (documented), with what follows from the action: a second start is the same. */
function deployedKey({ configuration, actionExecutionId, startedAt }: ActionRequest): string {
  const at = new Date(startedAt).toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '-')
  return (configuration.ObjectKey ?? '').replaceAll('{datetime}', at).replaceAll('{uuid}', actionExecutionId)
}

function checkWishes({ action, configuration }: ActionRequest): void {
  if (configuration.KMSEncryptionKeyARN) {
    throw new ActionFailure(
      'ConfigurationError',
      `The action ${action.name} asks for encryption with ${configuration.KMSEncryptionKeyARN}, which buckets here do not do: take KMSEncryptionKeyARN out of its configuration.`,
    )
  }
}

async function putFiles(
  request: ActionRequest,
  { bucket, prefix, scratch }: { bucket: string; prefix: string; scratch: string },
  signal: AbortSignal,
): Promise<string> {
  const artifact = onlyInput(request)
  const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`
  return withArtifactFile(request, artifact, scratch, signal, (file) =>
    withZipFiles(file, artifact.name, async (files, { links }) => {
      const key = ({ path }: ZippedFile) => checkedKey(`${folder}${path}`)
      files.forEach(key)
      await forEachOf(files, AT_ONCE, (each) => putFile(request, bucket, key(each), each, signal))
      const left = links > 0 ? `; symbolic links left out: ${links}` : ''
      return `Put ${files.length} files into s3://${bucket}/${folder}${left}`
    }),
  )
}

function checkedKey(key: string): string {
  if (Buffer.byteLength(key) <= 1024) return key
  throw new ActionFailure('ConfigurationError', `An object key would be longer than 1024 bytes: ${key.slice(0, 200)}…`)
}

async function putFile(request: ActionRequest, bucket: string, key: string, file: ZippedFile, signal: AbortSignal) {
  const body = await file.content()
  try {
    const input = {
      Bucket: bucket,
      Key: key,
      Body: body,
      ContentLength: file.size,
      ContentType: contentTypeOf(key),
      ...wishes(request),
    }
    await explained(request.role.call('s3', 'PutObject', input, { signal }), targetProblem(request, bucket))
  } finally {
    body.destroy()
  }
}

/** Copied within S3: no content passes through here. */
async function putWhole(request: ActionRequest, bucket: string, key: string, signal: AbortSignal): Promise<void> {
  const source = onlyInput(request)
  const input = {
    Bucket: bucket,
    Key: key,
    CopySource: `${source.bucket}/${encodeURIComponent(source.key)}`,
    MetadataDirective: 'REPLACE',
    ContentType: 'application/zip',
    ...wishes(request),
  }
  await explained(request.role.call('s3', 'CopyObject', input, { signal }), targetProblem(request, bucket))
}

const wishes = ({ configuration: { CannedACL, CacheControl } }: ActionRequest) => ({
  ...(CannedACL && { ACL: CannedACL }),
  ...(CacheControl && { CacheControl }),
})

function targetProblem(request: ActionRequest, bucket: string) {
  return (error: ServiceError): ActionFailure | undefined => {
    if (!hasCode(error, 'AccessControlListNotSupported')) return storeProblem(request, bucket)(error)
    return new ActionFailure(
      'ConfigurationError',
      `The S3 bucket "${bucket}" does not take the access control list "${request.configuration.CannedACL}" (${error.message}). Take CannedACL out of the configuration of ${request.action.name}, or set it to private, and open the bucket with a bucket policy.`,
    )
  }
}

/** Runs `work` on all items, some at the same time. Begins no more once one has failed; rejects when all begun have ended. */
async function forEachOf<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values()
  let failed = false
  const worker = async () => {
    for (const item of left) {
      if (failed) return
      try {
        await work(item)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, worker))
  const refusal = ended.find((result) => result.status === 'rejected')
  if (refusal) throw refusal.reason
}
