const NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const IP_ADDRESS = /^\d{1,3}(\.\d{1,3}){3}$/
const RESERVED_STARTS = ['xn--', 'sthree-', 'amzn-s3-demo-']
const RESERVED_ENDS = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3']

/**
 * Whether a bucket may be created with this name.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export function isBucketName(name: string): boolean {
  if (!NAME.test(name) || name.includes('..') || IP_ADDRESS.test(name)) return false
  return !RESERVED_STARTS.some((start) => name.startsWith(start)) && !RESERVED_ENDS.some((end) => name.endsWith(end))
}
