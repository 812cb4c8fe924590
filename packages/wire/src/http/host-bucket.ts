/** Names below which a host name's first part is a bucket. They resolve to this machine by themselves. */
const BELOW = /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\.(?:s3\.)?localhost(?::\d{1,5})?$/i

/** The bucket that virtual-hosted requests carry in their Host header: `BUCKET.localhost:4600`. */
export function hostBucket(host: string | undefined): string | undefined {
  const bucket = BELOW.exec(host ?? '')?.[1]
  return bucket?.toLowerCase() === 's3' ? undefined : bucket
}
