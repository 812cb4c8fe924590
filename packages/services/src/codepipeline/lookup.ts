import { invalidArn, jobNotFound, pipelineNotFound, taggedPipelineNotFound, taggedResourceNotFound } from './errors.ts'
import type { Ctx } from './room.ts'
import { parseTaggedArn, type TaggedResource } from './rules/arns.ts'
import type { Job } from './rules/job.ts'
import type { PipelineRecord } from './state/pipelines.ts'

/*
 * What many operations begin with: the thing of that name, or the refusal that AWS has for a name that is unknown.
 */

export async function existingPipeline(ctx: Pick<Ctx, 'pipelines' | 'account'>, name = ''): Promise<PipelineRecord> {
  const pipeline = await ctx.pipelines.find(name)
  if (!pipeline) throw pipelineNotFound(ctx.account, name)
  return pipeline
}

export async function existingJob(ctx: Pick<Ctx, 'jobs'>, id = ''): Promise<Job> {
  const job = await ctx.jobs.find(id)
  if (!job) throw jobNotFound(id)
  return job
}

type TaggedState = Pick<Ctx, 'pipelines' | 'customActionTypes' | 'account' | 'region'>

/** The id of the row of what an ARN names, under which its tags are. */
export async function taggedResource(ctx: TaggedState, arn = ''): Promise<{ id: string }> {
  const named = parseTaggedArn(arn)
  if (!named) throw invalidArn(arn)
  const isHere = named.account === ctx.account && named.region === ctx.region
  const found = isHere ? await findTagged(ctx, named) : undefined
  if (found) return found
  if (named.kind === 'pipeline') throw taggedPipelineNotFound(named.account, named.name)
  throw taggedResourceNotFound(named.account, arn)
}

function findTagged(ctx: TaggedState, named: TaggedResource): Promise<{ id: string } | undefined> {
  switch (named.kind) {
    case 'pipeline':
      return ctx.pipelines.find(named.name)
    case 'actiontype':
      return ctx.customActionTypes.find(named.id)
  }
}
