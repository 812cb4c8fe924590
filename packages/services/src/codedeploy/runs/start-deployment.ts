import type { Ids } from '@towpath/base'
import type { Engine } from '@towpath/engine'
import type { Database } from '@towpath/storage'
import type { DeploymentConfig } from '../rules/deployment-config.ts'
import { type DeploymentPlan, newDeployment } from '../rules/deployment-lifecycle.ts'
import { revisionIdentity } from '../rules/revision-identity.ts'
import { DeploymentGroups } from '../state/deployment-groups.ts'
import { type Deployment, Deployments } from '../state/deployments.ts'
import { Revisions } from '../state/revisions.ts'
import { DEPLOYMENT_RUN, deploymentRunId } from './run-ids.ts'

/**
 * Records a deployment and starts its run, all within the caller's transaction. Resolves to false, and changes nothing,
 * when the group has a deployment that has not ended.
 */
export async function startDeployment(
  deps: { engine: Pick<Engine, 'start'>; ids: Ids },
  db: Database,
  deployment: Deployment,
  config: DeploymentConfig,
): Promise<boolean> {
  const { id, groupId, createdAt, request } = deployment
  if (!(await new Deployments(db, deployment).create(deployment))) return false
  await new Revisions(db, deps.ids).recordUse(deployment.applicationId, request.revision, { id, createdAt })
  const attempt = { deploymentId: id, status: deployment.status, createTime: createdAt }
  await new DeploymentGroups(db, deployment).recordAttempt(groupId, attempt)
  await deps.engine.start(db, DEPLOYMENT_RUN, deploymentRunId(id), newDeployment(planOf(deployment, config)))
  return true
}

function planOf(deployment: Deployment, config: DeploymentConfig): DeploymentPlan {
  const { request } = deployment
  return {
    account: deployment.account,
    region: deployment.region,
    deploymentId: deployment.id,
    createdAt: deployment.createdAt,
    creator: deployment.creator,
    config: { minimumHealthyHosts: config.minimumHealthyHosts, zonalConfig: config.zonalConfig },
    autoRollback: request.settings.autoRollbackConfiguration,
    groupId: deployment.groupId,
    revision: revisionIdentity(request.revision),
    ignoreApplicationStopFailures: request.ignoreApplicationStopFailures,
    fetchesBundle: request.revision.revisionType === 'GitHub',
  }
}
