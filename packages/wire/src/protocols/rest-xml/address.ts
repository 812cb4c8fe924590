import { ServiceError } from '@towpath/base'

/** Bucket and key of a request's path, decoded. A bucket in the Host header leaves the whole path to the key. */
export function addressOf(rawPath: string, hostBucket: string | undefined): { bucket: string; key: string } {
  const path = rawPath.slice(1)
  if (hostBucket !== undefined) return { bucket: hostBucket, key: decode(path, rawPath) }
  const slash = path.indexOf('/')
  const bucket = slash < 0 ? path : path.slice(0, slash)
  const key = slash < 0 ? '' : path.slice(slash + 1)
  return { bucket: decode(bucket, rawPath), key: decode(key, rawPath) }
}

function decode(text: string, rawPath: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new ServiceError('InvalidURI', "Couldn't parse the specified URI.", { fields: { URI: rawPath } })
  }
}
