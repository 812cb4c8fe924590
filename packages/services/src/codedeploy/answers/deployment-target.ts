import type { DeploymentTarget, InstanceSummary, LifecycleEvent } from '@aws-sdk/client-codedeploy'
import type { EventRecord } from '../rules/target-lifecycle.ts'
import type { TargetRecord } from '../state/targets.ts'

/** A target as GetDeploymentTarget shows it. */
export function deploymentTarget(target: TargetRecord): DeploymentTarget {
  return {
    deploymentTargetType: 'InstanceTarget',
    instanceTarget: {
      deploymentId: target.deploymentId,
      targetId: target.targetId,
      targetArn: target.targetArn,
      status: target.status,
      lastUpdatedAt: new Date(target.updatedAt),
      lifecycleEvents: target.events.map(lifecycleEvent),
    },
  }
}

/** The same as the deprecated operations show it. `instanceId` is the whole ARN there (documented). */
export function instanceSummary(target: TargetRecord): InstanceSummary {
  return {
    deploymentId: target.deploymentId,
    instanceId: target.targetArn,
    status: target.status,
    lastUpdatedAt: new Date(target.updatedAt),
    lifecycleEvents: target.events.map(lifecycleEvent),
  }
}

function lifecycleEvent(event: EventRecord): LifecycleEvent {
  return {
    lifecycleEventName: event.name,
    diagnostics: event.diagnostics,
    startTime: event.startedAt === undefined ? undefined : new Date(event.startedAt),
    endTime: event.endedAt === undefined ? undefined : new Date(event.endedAt),
    status: event.status,
  }
}
