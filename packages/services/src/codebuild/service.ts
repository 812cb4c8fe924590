import { type Service, service } from '@towpath/wire'
import { batchDeleteBuilds } from './operations/batch-delete-builds.ts'
import { batchGetBuildBatches } from './operations/batch-get-build-batches.ts'
import { batchGetBuilds } from './operations/batch-get-builds.ts'
import { batchGetProjects } from './operations/batch-get-projects.ts'
import { batchGetReportGroups } from './operations/batch-get-report-groups.ts'
import { batchGetReports } from './operations/batch-get-reports.ts'
import { createProject } from './operations/create-project.ts'
import { createReportGroup } from './operations/create-report-group.ts'
import { createWebhook } from './operations/create-webhook.ts'
import { deleteBuildBatch } from './operations/delete-build-batch.ts'
import { deleteProject } from './operations/delete-project.ts'
import { deleteReport } from './operations/delete-report.ts'
import { deleteReportGroup } from './operations/delete-report-group.ts'
import { deleteSourceCredentials } from './operations/delete-source-credentials.ts'
import { deleteWebhook } from './operations/delete-webhook.ts'
import { describeCodeCoverages } from './operations/describe-code-coverages.ts'
import { describeTestCases } from './operations/describe-test-cases.ts'
import { getReportGroupTrend } from './operations/get-report-group-trend.ts'
import { importSourceCredentials } from './operations/import-source-credentials.ts'
import { invalidateProjectCache } from './operations/invalidate-project-cache.ts'
import { listBuildBatches, listBuildBatchesForProject } from './operations/list-build-batches.ts'
import { listBuilds } from './operations/list-builds.ts'
import { listBuildsForProject } from './operations/list-builds-for-project.ts'
import { listCuratedEnvironmentImages } from './operations/list-curated-environment-images.ts'
import { listProjects } from './operations/list-projects.ts'
import { listReportGroups } from './operations/list-report-groups.ts'
import { listReports } from './operations/list-reports.ts'
import { listReportsForReportGroup } from './operations/list-reports-for-report-group.ts'
import { listSharedProjects, listSharedReportGroups } from './operations/list-shared.ts'
import { listSourceCredentials } from './operations/list-source-credentials.ts'
import { refusedOperations } from './operations/refused.ts'
import { deleteResourcePolicy, getResourcePolicy, putResourcePolicy } from './operations/resource-policies.ts'
import { retryBuild } from './operations/retry-build.ts'
import { retryBuildBatch } from './operations/retry-build-batch.ts'
import { startBuild } from './operations/start-build.ts'
import { startBuildBatch } from './operations/start-build-batch.ts'
import { stopBuild } from './operations/stop-build.ts'
import { stopBuildBatch } from './operations/stop-build-batch.ts'
import { updateProject } from './operations/update-project.ts'
import { updateProjectVisibility } from './operations/update-project-visibility.ts'
import { updateReportGroup } from './operations/update-report-group.ts'
import { updateWebhook } from './operations/update-webhook.ts'
import { type CodebuildDeps, type Room, room } from './room.ts'
import { violationAnswer } from './violations.ts'

/** CodeBuild (API 2016-10-06). The list below is the only list of its operations. */
export function codebuildService(deps: CodebuildDeps): Service<Room> {
  return service<Room>({
    name: 'codebuild',
    protocol: 'awsJson1_1',
    schemas: async () => (await import('./schemas.gen.json', { with: { type: 'json' } })).default,
    constraints: async () => (await import('./constraints.gen.json', { with: { type: 'json' } })).default,
    operations: [
      // Projects
      createProject,
      updateProject,
      deleteProject,
      batchGetProjects,
      listProjects,
      // Builds
      startBuild,
      stopBuild,
      retryBuild,
      batchDeleteBuilds,
      invalidateProjectCache,
      batchGetBuilds,
      listBuilds,
      listBuildsForProject,
      // Batches
      startBuildBatch,
      stopBuildBatch,
      retryBuildBatch,
      deleteBuildBatch,
      batchGetBuildBatches,
      listBuildBatches,
      listBuildBatchesForProject,
      // Images
      listCuratedEnvironmentImages,
      // Credentials of sources
      importSourceCredentials,
      listSourceCredentials,
      deleteSourceCredentials,
      // Report groups
      createReportGroup,
      updateReportGroup,
      deleteReportGroup,
      batchGetReportGroups,
      listReportGroups,
      listReportsForReportGroup,
      getReportGroupTrend,
      // Reports
      batchGetReports,
      listReports,
      describeTestCases,
      describeCodeCoverages,
      deleteReport,
      // Webhooks
      createWebhook,
      updateWebhook,
      deleteWebhook,
      // Sharing
      updateProjectVisibility,
      putResourcePolicy,
      getResourcePolicy,
      deleteResourcePolicy,
      listSharedProjects,
      listSharedReportGroups,
      // Fleets and sandboxes
      ...refusedOperations,
    ],
    room: (ctx) => room(deps, ctx),
    errors: { violation: violationAnswer },
  })
}
