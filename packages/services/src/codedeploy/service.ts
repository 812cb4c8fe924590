import { type Service, service } from '@towpath/wire'
import { addTagsToOnPremisesInstances } from './operations/add-tags-to-on-premises-instances.ts'
import { batchGetApplicationRevisions } from './operations/batch-get-application-revisions.ts'
import { batchGetApplications } from './operations/batch-get-applications.ts'
import { batchGetDeploymentGroups } from './operations/batch-get-deployment-groups.ts'
import { batchGetDeploymentInstances } from './operations/batch-get-deployment-instances.ts'
import { batchGetDeploymentTargets } from './operations/batch-get-deployment-targets.ts'
import { batchGetDeployments } from './operations/batch-get-deployments.ts'
import { batchGetOnPremisesInstances } from './operations/batch-get-on-premises-instances.ts'
import { continueDeployment } from './operations/continue-deployment.ts'
import { createApplication } from './operations/create-application.ts'
import { createDeployment } from './operations/create-deployment.ts'
import { createDeploymentConfig } from './operations/create-deployment-config.ts'
import { createDeploymentGroup } from './operations/create-deployment-group.ts'
import { deleteApplication } from './operations/delete-application.ts'
import { deleteDeploymentConfig } from './operations/delete-deployment-config.ts'
import { deleteDeploymentGroup } from './operations/delete-deployment-group.ts'
import { deleteGitHubAccountToken } from './operations/delete-git-hub-account-token.ts'
import { deleteResourcesByExternalId } from './operations/delete-resources-by-external-id.ts'
import { deregisterOnPremisesInstance } from './operations/deregister-on-premises-instance.ts'
import { getApplication } from './operations/get-application.ts'
import { getApplicationRevision } from './operations/get-application-revision.ts'
import { getDeployment } from './operations/get-deployment.ts'
import { getDeploymentConfig } from './operations/get-deployment-config.ts'
import { getDeploymentGroup } from './operations/get-deployment-group.ts'
import { getDeploymentInstance } from './operations/get-deployment-instance.ts'
import { getDeploymentTarget } from './operations/get-deployment-target.ts'
import { getOnPremisesInstance } from './operations/get-on-premises-instance.ts'
import { listApplicationRevisions } from './operations/list-application-revisions.ts'
import { listApplications } from './operations/list-applications.ts'
import { listDeploymentConfigs } from './operations/list-deployment-configs.ts'
import { listDeploymentGroups } from './operations/list-deployment-groups.ts'
import { listDeploymentInstances } from './operations/list-deployment-instances.ts'
import { listDeploymentTargets } from './operations/list-deployment-targets.ts'
import { listDeployments } from './operations/list-deployments.ts'
import { listGitHubAccountTokenNames } from './operations/list-git-hub-account-token-names.ts'
import { listOnPremisesInstances } from './operations/list-on-premises-instances.ts'
import { listTagsForResource } from './operations/list-tags-for-resource.ts'
import { putLifecycleEventHookExecutionStatus } from './operations/put-lifecycle-event-hook-execution-status.ts'
import { registerApplicationRevision } from './operations/register-application-revision.ts'
import { registerOnPremisesInstance } from './operations/register-on-premises-instance.ts'
import { removeTagsFromOnPremisesInstances } from './operations/remove-tags-from-on-premises-instances.ts'
import { skipWaitTimeForInstanceTermination } from './operations/skip-wait-time-for-instance-termination.ts'
import { stopDeployment } from './operations/stop-deployment.ts'
import { tagResource } from './operations/tag-resource.ts'
import { untagResource } from './operations/untag-resource.ts'
import { updateApplication } from './operations/update-application.ts'
import { updateDeploymentGroup } from './operations/update-deployment-group.ts'
import { type CodedeployDeps, type Room, room } from './room.ts'
import { violationAnswer } from './violations.ts'

/** CodeDeploy (API 2014-10-06). The list below is the only list of its operations. */
export function codedeployService(deps: CodedeployDeps): Service<Room> {
  return service<Room>({
    name: 'codedeploy',
    protocol: 'awsJson1_1',
    schemas: async () => (await import('./schemas.gen.json', { with: { type: 'json' } })).default,
    constraints: async () => (await import('./constraints.gen.json', { with: { type: 'json' } })).default,
    operations: [
      // Applications
      createApplication,
      getApplication,
      batchGetApplications,
      listApplications,
      updateApplication,
      deleteApplication,
      // Resource tags
      tagResource,
      untagResource,
      listTagsForResource,
      // Revisions
      registerApplicationRevision,
      getApplicationRevision,
      batchGetApplicationRevisions,
      listApplicationRevisions,
      // Deployment groups
      createDeploymentGroup,
      getDeploymentGroup,
      batchGetDeploymentGroups,
      listDeploymentGroups,
      updateDeploymentGroup,
      deleteDeploymentGroup,
      // Deployment configs
      createDeploymentConfig,
      getDeploymentConfig,
      listDeploymentConfigs,
      deleteDeploymentConfig,
      // Deployments
      createDeployment,
      getDeployment,
      batchGetDeployments,
      listDeployments,
      stopDeployment,
      continueDeployment,
      skipWaitTimeForInstanceTermination,
      putLifecycleEventHookExecutionStatus,
      // Deployment targets, and their deprecated forms
      listDeploymentTargets,
      getDeploymentTarget,
      batchGetDeploymentTargets,
      listDeploymentInstances,
      getDeploymentInstance,
      batchGetDeploymentInstances,
      // On-premises instances
      registerOnPremisesInstance,
      deregisterOnPremisesInstance,
      getOnPremisesInstance,
      batchGetOnPremisesInstances,
      listOnPremisesInstances,
      addTagsToOnPremisesInstances,
      removeTagsFromOnPremisesInstances,
      // GitHub tokens
      listGitHubAccountTokenNames,
      deleteGitHubAccountToken,
      // Other
      deleteResourcesByExternalId,
    ],
    room: (ctx) => room(deps, ctx),
    errors: { violation: violationAnswer },
  })
}
