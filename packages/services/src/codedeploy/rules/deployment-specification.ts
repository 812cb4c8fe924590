import type { DeploymentSpecification, Revision } from '@towpath/agent-link'
import type { Deployment } from '../state/deployments.ts'

/**
 * Bucket from which hosts read the bundles that the control plane fetched for them. Nobody can make a bucket of that
 * name; the room that talks to hosts answers for it.
 */
export const REVISIONS_BUCKET = 'towpath-revisions'

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

/** `DEPLOYMENT/COMMIT.FORMAT`: the key of a fetched bundle, which says to whom it belongs. */
export function bundleKey(deploymentId: string, commitId: string, format: string): string {
  return `${deploymentId}/${commitId}.${format}`
}

/** The deployment that a key of {@link bundleKey} belongs to. */
export function deploymentOfBundleKey(key: string): string | undefined {
  return /^(d-[A-Z0-9]{9})\/[0-9a-fA-F]{40}\.(tar|tgz|zip)$/.exec(key)?.[1]
}

function revisionFor({ id, bundle, request }: Deployment): Revision {
  const { s3Location, gitHubLocation } = request.revision
  if (s3Location) {
    const { bucket = '', key = '', bundleType, version, eTag } = s3Location
    return { type: 'S3', bucket, key, bundleType: archiveType(bundleType), version, etag: eTag }
  }
  if (gitHubLocation && bundle) {
    const key = bundleKey(id, gitHubLocation.commitId ?? '', bundle.format)
    return { type: 'S3', bucket: REVISIONS_BUCKET, key, bundleType: bundle.format }
  }
  throw new Error(`The revision of deployment ${id} cannot be handed to a host.`)
}

function archiveType(type: string | undefined): 'tar' | 'tgz' | 'zip' {
  if (type === 'tar' || type === 'tgz' || type === 'zip') return type
  throw new Error(`A host cannot unpack a bundle of type ${type}.`)
}
