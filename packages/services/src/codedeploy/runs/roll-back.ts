import type { Ids } from '@towpath/base'
import type { Engine } from '@towpath/engine'
import type { Database } from '@towpath/storage'
import { newDeploymentId } from '../rules/deployment-id.ts'
import { noRollbackMessage, rolledBackMessage, rollingBackMessage } from '../rules/rollback.ts'
import { DeploymentConfigs } from '../state/deployment-configs.ts'
import { DeploymentGroups } from '../state/deployment-groups.ts'
import { type Deployment, Deployments } from '../state/deployments.ts'
import { startDeployment } from './start-deployment.ts'

/**
 * Deploys the group's last successful revision in place of a deployment that has ended, as a new deployment. Happens in
 * the transaction in which the old one ends, so that nothing comes between the two.
 */
export async function rollBack(
  deps: { engine: Pick<Engine, 'start'>; ids: Ids },
  db: Database,
  failed: Deployment,
  now: number,
): Promise<void> {
  const deployments = new Deployments(db, failed)
  const group = await new DeploymentGroups(db, failed).findById(failed.groupId)
  const config = group && (await new DeploymentConfigs(db, failed).find(group.settings.deploymentConfigName))
  if (!group?.targetRevision || !group.lastSuccessful || !config) {
    await deployments.recordRollback(failed.id, { rollbackMessage: noRollbackMessage(failed.id) })
    return
  }
  const last = await deployments.find(group.lastSuccessful.deploymentId)
  const id = newDeploymentId(deps.ids)
  const started = await startDeployment(
    deps,
    db,
    {
      ...owner(failed),
      id,
      status: 'Created',
      creator: 'codeDeployRollback',
      createdAt: now,
      rollback: {
        rollbackTriggeringDeploymentId: failed.id,
        rollbackMessage: rollingBackMessage(failed.id, id),
      },
      request: {
        deploymentConfigName: config.name,
        revision: group.targetRevision,
        previousRevision: group.targetRevision,
        ignoreApplicationStopFailures: failed.request.ignoreApplicationStopFailures,
        updateOutdatedInstancesOnly: false,
        // That of the last successful deployment is used again (documented).
        fileExistsBehavior: last?.request.fileExistsBehavior ?? 'DISALLOW',
        settings: group.settings,
      },
    },
    config,
  )
  if (!started) throw new Error(`Group ${failed.groupId} has two deployments that have not ended.`)
  await deployments.recordRollback(failed.id, {
    rollbackDeploymentId: id,
    rollbackMessage: rolledBackMessage(failed.id, id),
  })
}

function owner({ account, region, applicationId, applicationName, groupId, groupName }: Deployment) {
  return { account, region, applicationId, applicationName, groupId, groupName }
}
