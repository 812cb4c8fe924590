import type { DeploymentSpecification, Revision } from './specification.ts'

/** The JSON text of a specification, as both the official agent and ours read it. */
export function formatSpecification(spec: DeploymentSpecification): string {
  return JSON.stringify({
    DeploymentId: spec.deploymentId,
    DeploymentGroupId: spec.deploymentGroupId,
    DeploymentGroupName: spec.deploymentGroupName,
    ApplicationName: spec.applicationName,
    DeploymentCreator: spec.deploymentCreator,
    DeploymentType: spec.deploymentType,
    AppSpecFilename: spec.appSpecFilename,
    AgentActionOverrides: { AgentOverrides: { FileExistsBehavior: spec.fileExistsBehavior } },
    AllPossibleLifecycleEvents: spec.allPossibleLifecycleEvents,
    GitHubAccessToken: spec.gitHubAccessToken,
    Revision: formatRevision(spec),
  })
}

function formatRevision(spec: DeploymentSpecification): object {
  const revision: Revision = spec.revision
  switch (revision.type) {
    case 'S3':
      return {
        RevisionType: revision.type,
        S3Revision: {
          Bucket: revision.bucket,
          Key: revision.key,
          BundleType: revision.bundleType,
          Version: revision.version,
          ETag: revision.etag,
        },
      }
    case 'GitHub':
      return {
        RevisionType: revision.type,
        GitHubRevision: {
          Account: revision.account,
          Repository: revision.repository,
          CommitId: revision.commitId,
          BundleType: revision.bundleType,
          // The official agent wants a second copy of the token here unless the revision is called anonymous.
          Anonymous: true,
        },
      }
    case 'Local File':
    case 'Local Directory':
      return {
        RevisionType: revision.type,
        LocalRevision: { Location: revision.location, BundleType: revision.bundleType },
      }
  }
}
