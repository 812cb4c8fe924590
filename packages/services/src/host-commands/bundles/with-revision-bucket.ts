import type { Readable } from 'node:stream'
import { ServiceError } from '@towpath/base'
import type { BlobStore } from '@towpath/storage'
import type { Operation, RequestContext, ServiceEntry } from '@towpath/wire'
import type { RevisionObject, revisionBucket } from './revision-bucket.ts'

export interface RevisionBucketDeps {
  bucket: ReturnType<typeof revisionBucket>
  blobs: Pick<BlobStore, 'get'>
}

type Input = { Bucket?: string; Key?: string }

type Answers = (input: Input, ctx: RequestContext) => Promise<unknown>

/**
 * The S3 service with the bucket of fetched revisions in front of it: GetObject and HeadObject of that bucket are
 * answered here, its name is taken, and everything else goes to S3 as before. Agents need nothing special: they read
 * these bundles as they read any revision in S3.
 */
export function withRevisionBucket(s3: ServiceEntry, deps: RevisionBucketDeps): ServiceEntry {
  const answers: Record<string, Answers> = {
    async GetObject(input, ctx) {
      const found = await read(deps, input, ctx)
      const body: Readable = await deps.blobs.get(found.sha256)
      return { ...headers(found), Body: body }
    },
    HeadObject: async (input, ctx) => headers(await read(deps, input, ctx)),
    async CreateBucket(input) {
      throw new ServiceError('BucketAlreadyExists', `The bucket name ${input.Bucket} is reserved.`, { status: 409 })
    },
  }
  return {
    ...s3,
    async load() {
      const service = await s3.load()
      return { ...service, operations: service.operations.map((each) => inFrontOf(each, deps, answers[each.name])) }
    },
  }
}

// biome-ignore lint/suspicious/noExplicitAny: operations of all inputs and outputs stand in one table
type AnyOperation = Operation<any, any, any>

function inFrontOf(operation: AnyOperation, { bucket }: RevisionBucketDeps, answer: Answers | undefined): AnyOperation {
  if (!answer) return operation
  const isOurs = (input: Input) => input.Bucket === bucket.bucket
  return {
    ...operation,
    // Who may read is not decided by policies: see revisionBucket.
    access: (input, ctx) => (isOurs(input) ? [] : operation.access(input, ctx)),
    run: (input, ctx) => (isOurs(input) ? answer(input, ctx) : operation.run(input, ctx)),
  }
}

async function read(
  { bucket }: RevisionBucketDeps,
  { Key: key = '' }: Input,
  ctx: RequestContext,
): Promise<Exclude<RevisionObject, { refused: string }>> {
  const found = await bucket.read(ctx.db, ctx.principal, { region: ctx.region, key })
  if (!('refused' in found)) return found
  const status = found.refused === 'AccessDenied' ? 403 : 404
  throw new ServiceError(found.refused, found.message, { status, fields: { BucketName: bucket.bucket, Key: key } })
}

function headers({ sha256, size, contentType }: { sha256: string; size: number; contentType: string }) {
  return { ContentLength: size, ContentType: contentType, ETag: `"${sha256}"` }
}
