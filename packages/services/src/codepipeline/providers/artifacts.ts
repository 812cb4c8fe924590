import type { Readable } from 'node:stream'
import type { ServiceError } from '@towpath/base'
import { ActionFailure, explained, howToAllow, isDenied, roleOf, sentence } from './failure.ts'
import type { ActionRequest, ArtifactObject } from './provider.ts'

/** User metadata of an artifact: the revision that its content is, as CodeBuild and people find it. */
export const REVISION_METADATA = 'codepipeline-artifact-revision'

/** The one output of an action that has one. */
export function onlyOutput({ outputs, action }: ActionRequest): ArtifactObject {
  const [output] = outputs
  if (!output) throw new ActionFailure('ConfigurationError', `The action ${action.name} has no output artifact.`)
  return output
}

/** The one input of an action that has one. */
export function onlyInput({ inputs, action }: ActionRequest): ActionRequest['inputs'][number] {
  const [input] = inputs
  if (!input) throw new ActionFailure('ConfigurationError', `The action ${action.name} has no input artifact.`)
  return input
}

/** Puts an artifact into the store of its pipeline, as the action's role. */
export async function putArtifact(
  request: ActionRequest,
  artifact: ArtifactObject,
  content: Readable | Uint8Array,
  about: { revision: string; contentType?: string },
  signal: AbortSignal,
): Promise<void> {
  const { bucket, key } = artifact
  const input = {
    Bucket: bucket,
    Key: key,
    Body: content,
    ContentType: about.contentType ?? 'application/zip',
    Metadata: { [REVISION_METADATA]: about.revision },
  }
  await explained(request.role.call('s3', 'PutObject', input, { signal }), storeProblem(request, bucket))
}

/** What is wrong with a bucket that an action reads or writes, in words that say what to change. */
export function storeProblem(request: ActionRequest, bucket: string) {
  return (error: ServiceError): ActionFailure | undefined => {
    if (isDenied(error)) {
      // AWS's text (observed) with what S3 said.
      return new ActionFailure(
        'PermissionError',
        `CodePipeline service role "${roleOf(request)}" is getting S3 access denied for the S3 bucket "${bucket}". ${sentence(error.message)} ${howToAllow(request)}`,
      )
    }
    if (error.code === 'NoSuchBucket') {
      return new ActionFailure(
        'ConfigurationError',
        `The S3 bucket "${bucket}" does not exist. Create it (aws s3 mb s3://${bucket}) or name another one in the pipeline.`,
      )
    }
    return undefined
  }
}
