import type {
  PutLifecycleEventHookExecutionStatusInput,
  PutLifecycleEventHookExecutionStatusOutput,
} from '@aws-sdk/client-codedeploy'
import { operation } from '@towpath/wire'
import { onDeployment } from '../access.ts'
import { unsupportedActionForDeploymentType } from '../errors.ts'
import { existingDeployment } from '../lookup.ts'
import type { Room } from '../room.ts'

/** The report of a Lambda function that validates a deployment. Deployments here have no such hooks. */
export const putLifecycleEventHookExecutionStatus = operation<
  PutLifecycleEventHookExecutionStatusInput,
  PutLifecycleEventHookExecutionStatusOutput,
  Room
>('PutLifecycleEventHookExecutionStatus', {
  kind: 'read',
  access: async (input, ctx) => [await onDeployment('PutLifecycleEventHookExecutionStatus', ctx, input.deploymentId)],
  async run({ deploymentId }, ctx) {
    await existingDeployment(ctx, deploymentId)
    throw unsupportedActionForDeploymentType('PutLifecycleEventHookExecutionStatus')
  },
})
