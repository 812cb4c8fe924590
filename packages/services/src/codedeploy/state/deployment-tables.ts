import type { DeploymentCreator, DeploymentStatus } from '@aws-sdk/client-codedeploy'
import type { Target } from '../rules/target-lifecycle.ts'

/** Times are milliseconds since the epoch; columns whose comment says JSON hold JSON text. */
export type DeploymentTables = {
  codedeploy_deployments: {
    /** `d-` and nine characters; unique over all accounts and regions. */
    id: string
    account: string
    region: string
    application_id: string
    application_name: string
    group_id: string
    group_name: string
    status: DeploymentStatus
    /** 1 until the deployment has ended: a group has at most one such. */
    active: number
    creator: DeploymentCreator
    /** JSON: DeploymentRequest. Never changes. */
    request: string
    created_at: number
    started_at: number | null
    completed_at: number | null
    /** JSON: DeploymentError. */
    error: string | null
    /** JSON: RollbackInfo. */
    rollback: string | null
    /** JSON: DeploymentOverview, once the deployment has ended. */
    overview: string | null
    /** JSON: the bundle that the control plane fetched for a GitHub revision. */
    bundle: string | null
  }
  /** One row a target; a host's report touches this row and the target's run, nothing else. */
  codedeploy_targets: {
    deployment_id: string
    /** Counted from 0 in the order in which targets are deployed. */
    position: number
    account: string
    region: string
    /** `i-…` or the name of an on-premises instance. */
    target_id: string
    target_arn: string
    /** What the host's agent calls itself: see the host-commands room. */
    host_identifier: string
    /** The zone it is counted in; empty where the deployment does not go by zone. */
    zone: string
    status: Target['status']
    /** JSON: EventRecord[]. */
    events: string
    updated_at: number
    /** Index of the event whose command is out; null when none is. */
    command_event: number | null
    command_offered_at: number | null
    /** 1 once the host has acknowledged it. */
    command_running: number
  }
  /** What a group remembers of the targets it deployed to. */
  codedeploy_target_health: {
    group_id: string
    target_id: string
    healthy: number
    revision_identity: string | null
    updated_at: number
  }
}
