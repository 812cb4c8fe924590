import type { PutApprovalResultInput, PutApprovalResultOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onAction } from '../access.ts'
import { invalidApprovalToken } from '../errors.ts'
import { existingAction, existingPipeline } from '../lookup.ts'
import type { Room } from '../room.ts'
import { answerApproval } from '../rules/execution/approval.ts'
import { pipelineActions } from '../runs/pipeline-actions.ts'

export const putApprovalResult = operation<PutApprovalResultInput, PutApprovalResultOutput, Room>('PutApprovalResult', {
  kind: 'write',
  access: ({ pipelineName: pipeline, stageName: stage, actionName: action }, ctx) => [
    onAction('PutApprovalResult', ctx, { pipeline, stage, action }),
  ],
  async run({ pipelineName, stageName: stage = '', actionName: action = '', result, token: given = '' }, ctx) {
    const pipeline = await existingPipeline(ctx, pipelineName)
    existingAction(pipeline, stage, action)
    const approval = await ctx.actionExecutions.findApproval({ pipelineId: pipeline.id, stage, action }, given)
    if (!approval) throw invalidApprovalToken()
    const { id: actionExecutionId, status, token = '' } = approval
    const answer = result ?? { summary: '', status: 'Rejected' }
    const outcome = answerApproval({ name: action, token, action: { status } }, given, answer)

    const updatedAt = ctx.clock.now()
    await ctx.actionExecutions.recordProgress(actionExecutionId, { updatedBy: ctx.principal.arn, updatedAt })
    await pipelineActions(ctx.engine).answer(ctx.db, { actionExecutionId, outcome })
    return { approvedAt: new Date(updatedAt) }
  },
})
