/**
 * Bundles that the control plane fetched itself (from GitHub or an embedded repository) for the hosts of a deployment.
 * Hosts read them as S3 revisions, so that the official agent needs nothing but S3; where they come from is told by
 * bucket and key alone.
 */

/** Nobody can make a bucket of that name; the control plane answers for it. */
export const FETCHED_BUNDLES_BUCKET = 'towpath-revisions'

/** `DEPLOYMENT/COMMIT.FORMAT` */
export function fetchedBundleKey(deploymentId: string, commitId: string, format: string): string {
  return `${deploymentId}/${commitId}.${format}`
}

/** What a key of {@link fetchedBundleKey} says; undefined for any other. */
export function parseFetchedBundleKey(key: string): { deploymentId: string; commitId: string } | undefined {
  const [, deploymentId, commitId] = /^(d-[A-Z0-9]{9})\/([0-9a-fA-F]{40})\.(?:tar|tgz|zip)$/.exec(key) ?? []
  return deploymentId !== undefined && commitId !== undefined ? { deploymentId, commitId } : undefined
}
