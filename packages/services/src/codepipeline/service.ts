import { type Service, service } from '@towpath/wire'
import { acknowledgeJob } from './operations/acknowledge-job.ts'
import { acknowledgeThirdPartyJob } from './operations/acknowledge-third-party-job.ts'
import { createCustomActionType } from './operations/create-custom-action-type.ts'
import { createPipeline } from './operations/create-pipeline.ts'
import { deleteCustomActionType } from './operations/delete-custom-action-type.ts'
import { deletePipeline } from './operations/delete-pipeline.ts'
import { deleteWebhook } from './operations/delete-webhook.ts'
import { deregisterWebhookWithThirdParty } from './operations/deregister-webhook-with-third-party.ts'
import { disableStageTransition } from './operations/disable-stage-transition.ts'
import { enableStageTransition } from './operations/enable-stage-transition.ts'
import { getActionType } from './operations/get-action-type.ts'
import { getJobDetails } from './operations/get-job-details.ts'
import { getPipeline } from './operations/get-pipeline.ts'
import { getPipelineExecution } from './operations/get-pipeline-execution.ts'
import { getPipelineState } from './operations/get-pipeline-state.ts'
import { getThirdPartyJobDetails } from './operations/get-third-party-job-details.ts'
import { listActionExecutions } from './operations/list-action-executions.ts'
import { listActionTypes } from './operations/list-action-types.ts'
import { listDeployActionExecutionTargets } from './operations/list-deploy-action-execution-targets.ts'
import { listPipelineExecutions } from './operations/list-pipeline-executions.ts'
import { listPipelines } from './operations/list-pipelines.ts'
import { listRuleExecutions } from './operations/list-rule-executions.ts'
import { listRuleTypes } from './operations/list-rule-types.ts'
import { listTagsForResource } from './operations/list-tags-for-resource.ts'
import { listWebhooks } from './operations/list-webhooks.ts'
import { overrideStageCondition } from './operations/override-stage-condition.ts'
import { pollForJobs } from './operations/poll-for-jobs.ts'
import { pollForThirdPartyJobs } from './operations/poll-for-third-party-jobs.ts'
import { putActionRevision } from './operations/put-action-revision.ts'
import { putApprovalResult } from './operations/put-approval-result.ts'
import { putJobFailureResult } from './operations/put-job-failure-result.ts'
import { putJobSuccessResult } from './operations/put-job-success-result.ts'
import { putThirdPartyJobFailureResult } from './operations/put-third-party-job-failure-result.ts'
import { putThirdPartyJobSuccessResult } from './operations/put-third-party-job-success-result.ts'
import { putWebhook } from './operations/put-webhook.ts'
import { registerWebhookWithThirdParty } from './operations/register-webhook-with-third-party.ts'
import { retryStageExecution } from './operations/retry-stage-execution.ts'
import { rollbackStage } from './operations/rollback-stage.ts'
import { startPipelineExecution } from './operations/start-pipeline-execution.ts'
import { stopPipelineExecution } from './operations/stop-pipeline-execution.ts'
import { tagResource } from './operations/tag-resource.ts'
import { untagResource } from './operations/untag-resource.ts'
import { updateActionType } from './operations/update-action-type.ts'
import { updatePipeline } from './operations/update-pipeline.ts'
import { type CodepipelineDeps, type Room, room } from './room.ts'

/** CodePipeline (API 2015-07-09). The list below is the only list of its operations. */
export function codepipelineService(deps: CodepipelineDeps): Service<Room> {
  return service<Room>({
    name: 'codepipeline',
    protocol: 'awsJson1_1',
    schemas: async () => (await import('./schemas.gen.json', { with: { type: 'json' } })).default,
    constraints: async () => (await import('./constraints.gen.json', { with: { type: 'json' } })).default,
    operations: [
      // Pipelines
      createPipeline,
      getPipeline,
      listPipelines,
      updatePipeline,
      deletePipeline,
      // What became of them
      getPipelineState,
      getPipelineExecution,
      listPipelineExecutions,
      listActionExecutions,
      listRuleExecutions,
      listDeployActionExecutionTargets,
      // Executions
      startPipelineExecution,
      stopPipelineExecution,
      retryStageExecution,
      rollbackStage,
      overrideStageCondition,
      disableStageTransition,
      enableStageTransition,
      putApprovalResult,
      putActionRevision,
      // Resource tags
      tagResource,
      untagResource,
      listTagsForResource,
      // Action and rule types
      listActionTypes,
      listRuleTypes,
      createCustomActionType,
      deleteCustomActionType,
      getActionType,
      updateActionType,
      // Jobs of custom actions
      pollForJobs,
      acknowledgeJob,
      getJobDetails,
      putJobSuccessResult,
      putJobFailureResult,
      // Webhooks
      putWebhook,
      deleteWebhook,
      listWebhooks,
      registerWebhookWithThirdParty,
      deregisterWebhookWithThirdParty,
      // Third-party jobs, of which there are never any
      pollForThirdPartyJobs,
      getThirdPartyJobDetails,
      acknowledgeThirdPartyJob,
      putThirdPartyJobSuccessResult,
      putThirdPartyJobFailureResult,
    ],
    room: (ctx) => room(deps, ctx),
    errors: {},
  })
}
