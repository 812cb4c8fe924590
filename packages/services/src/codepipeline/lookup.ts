import type { ActionExecutionFilter } from '@aws-sdk/client-codepipeline'
import {
  actionNotFound,
  invalidArn,
  jobNotFound,
  pipelineExecutionNotFound,
  pipelineNotFound,
  stageNotFound,
  taggedPipelineNotFound,
  taggedResourceNotFound,
  validation,
  webhookNotFound,
} from './errors.ts'
import type { Ctx } from './room.ts'
import { parseTaggedArn, type TaggedResource } from './rules/arns.ts'
import type { Job } from './rules/job.ts'
import type { Action, Stage } from './rules/pipeline.ts'
import type { ExecutionRecord } from './state/executions.ts'
import type { PipelineRecord } from './state/pipelines.ts'
import type { WebhookRecord } from './state/webhooks.ts'

/*
 * What many operations begin with: the thing of that name, or the refusal that AWS has for a name that is unknown.
 */

export async function existingPipeline(ctx: Pick<Ctx, 'pipelines' | 'account'>, name = ''): Promise<PipelineRecord> {
  const pipeline = await ctx.pipelines.find(name)
  if (!pipeline) throw pipelineNotFound(ctx.account, name)
  return pipeline
}

export function existingStage({ name: pipeline, definition }: PipelineRecord, name = ''): Stage {
  const stage = definition.stages.find((each) => each.name === name)
  if (!stage) throw stageNotFound(pipeline, name)
  return stage
}

export function existingAction(pipeline: PipelineRecord, stageName = '', name = ''): Action {
  const action = existingStage(pipeline, stageName).actions.find((each) => each.name === name)
  if (!action) throw actionNotFound(pipeline.name, stageName, name)
  return action
}

/** An execution of that pipeline. */
export async function existingExecution(
  ctx: Pick<Ctx, 'executions'>,
  pipeline: PipelineRecord,
  id = '',
): Promise<ExecutionRecord> {
  const execution = await ctx.executions.find(id)
  if (execution?.pipelineId !== pipeline.id) throw pipelineExecutionNotFound(pipeline.name, id)
  return execution
}

/**
 * Which execution a history is asked of: none means all. `onlyLatest`: of what was tried more than once in it, the last
 * attempt alone.
 */
export async function executionAsked(
  ctx: Pick<Ctx, 'executions'>,
  pipeline: PipelineRecord,
  filter: ActionExecutionFilter = {},
): Promise<{ executionId: string; onlyLatest: true } | { executionId?: string; onlyLatest: false }> {
  const { pipelineExecutionId: any, latestInPipelineExecution: latest } = filter
  if (any !== undefined && latest !== undefined) {
    throw validation('filter: pipelineExecutionId and latestInPipelineExecution exclude each other')
  }
  const asked = latest?.pipelineExecutionId ?? any
  if (asked === undefined) return { onlyLatest: false }
  const { id: executionId } = await existingExecution(ctx, pipeline, asked)
  return { executionId, onlyLatest: latest?.startTimeRange === 'Latest' }
}

export async function existingJob(ctx: Pick<Ctx, 'jobs'>, id = ''): Promise<Job> {
  const job = await ctx.jobs.find(id)
  if (!job) throw jobNotFound(id)
  return job
}

export async function existingWebhook(ctx: Pick<Ctx, 'webhooks'>, name = ''): Promise<WebhookRecord> {
  const webhook = await ctx.webhooks.find(name)
  if (!webhook) throw webhookNotFound(name)
  return webhook
}

type TaggedState = Pick<Ctx, 'pipelines' | 'customActionTypes' | 'webhooks' | 'account' | 'region'>

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
    case 'webhook':
      return ctx.webhooks.find(named.name)
    case 'actiontype':
      return ctx.customActionTypes.find(named.id)
  }
}
