import { invalidArn, pipelineNotFound, taggedPipelineNotFound } from './errors.ts'
import type { Ctx } from './room.ts'
import { parsePipelineArn } from './rules/arns.ts'
import type { PipelineRecord } from './state/pipelines.ts'

/*
 * What many operations begin with: the thing of that name, or the refusal that AWS has for a name that is unknown.
 */

export async function existingPipeline(ctx: Pick<Ctx, 'pipelines' | 'account'>, name = ''): Promise<PipelineRecord> {
  const pipeline = await ctx.pipelines.find(name)
  if (!pipeline) throw pipelineNotFound(ctx.account, name)
  return pipeline
}

/** The pipeline with that ARN, which carries tags. */
export async function taggedPipeline(
  ctx: Pick<Ctx, 'pipelines' | 'account' | 'region'>,
  arn = '',
): Promise<PipelineRecord> {
  const named = parsePipelineArn(arn)
  if (!named) throw invalidArn(arn)
  const isHere = named.account === ctx.account && named.region === ctx.region
  const pipeline = isHere ? await ctx.pipelines.find(named.name) : undefined
  if (!pipeline) throw taggedPipelineNotFound(named.account, named.name)
  return pipeline
}
