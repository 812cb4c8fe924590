import {
  type DeploymentSpecification,
  FETCHED_BUNDLES_BUCKET,
  fetchedBundleKey,
  type Revision,
} from '@towpath/agent-link'
import type { Deployment } from '../state/deployments.ts'

/** What a host needs to know of a deployment. The same text for all its hosts and at all times. */
export function deploymentSpecification(deployment: Deployment): DeploymentSpecification {
  return {
    deploymentId: deployment.id,
    deploymentGroupId: deployment.groupId,
    deploymentGroupName: deployment.groupName,
    applicationName: deployment.applicationName,
    deploymentCreator: deployment.creator,
    deploymentType: deployment.request.settings.deploymentStyle.deploymentType,
    appSpecFilename: 'appspec.yml',
    fileExistsBehavior: deployment.request.fileExistsBehavior,
    revision: revisionFor(deployment),
  }
}

function revisionFor({ id, bundle, request }: Deployment): Revision {
  const { s3Location, gitHubLocation } = request.revision
  if (s3Location) {
    const { bucket = '', key = '', bundleType, version, eTag } = s3Location
    return { type: 'S3', bucket, key, bundleType: archiveType(bundleType), version, etag: eTag }
  }
  if (gitHubLocation && bundle) {
    const key = fetchedBundleKey(id, gitHubLocation.commitId ?? '', bundle.format)
    return { type: 'S3', bucket: FETCHED_BUNDLES_BUCKET, key, bundleType: bundle.format }
  }
  throw new Error(`The revision of deployment ${id} cannot be handed to a host.`)
}

function archiveType(type: string | undefined): 'tar' | 'tgz' | 'zip' {
  if (type === 'tar' || type === 'tgz' || type === 'zip') return type
  throw new Error(`A host cannot unpack a bundle of type ${type}.`)
}
