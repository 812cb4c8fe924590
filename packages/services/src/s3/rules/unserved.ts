import { accessControlListNotSupported, invalidStorageClass, notImplemented } from '../errors.ts'

/** What a request to store an object may ask for and this control plane does not do. */
export interface StorageWishes {
  ACL?: string
  GrantFullControl?: string
  GrantRead?: string
  GrantReadACP?: string
  GrantWriteACP?: string
  ServerSideEncryption?: string
  SSECustomerAlgorithm?: string
  SSEKMSKeyId?: string
  ObjectLockMode?: string
  ObjectLockLegalHoldStatus?: string
  WebsiteRedirectLocation?: string
  WriteOffsetBytes?: number
  StorageClass?: string
}

/** Classes whose objects can be read at once. They are remembered, and make no difference. */
const STORAGE_CLASSES = new Set([
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
])

/** Header of each member that would change what happens to the data, were it served. */
const UNSERVED: [keyof StorageWishes, string][] = [
  ['ServerSideEncryption', 'x-amz-server-side-encryption'],
  ['SSECustomerAlgorithm', 'x-amz-server-side-encryption-customer-algorithm'],
  ['SSEKMSKeyId', 'x-amz-server-side-encryption-aws-kms-key-id'],
  ['ObjectLockMode', 'x-amz-object-lock-mode'],
  ['ObjectLockLegalHoldStatus', 'x-amz-object-lock-legal-hold'],
  ['WebsiteRedirectLocation', 'x-amz-website-redirect-location'],
  ['WriteOffsetBytes', 'x-amz-write-offset-bytes'],
]

/** Refuses wishes that would be ignored otherwise. Returns the storage class. */
export function checkWishes(input: StorageWishes): string {
  refuseAcl(input)
  for (const [member, header] of UNSERVED) if (input[member] !== undefined) throw notImplemented(header)
  const storageClass = input.StorageClass ?? 'STANDARD'
  if (!STORAGE_CLASSES.has(storageClass)) throw invalidStorageClass(storageClass)
  return storageClass
}

/** Buckets are as AWS makes them today: their owner owns every object, and access control lists are off. */
export function refuseAcl(input: StorageWishes): void {
  const harmless = input.ACL === undefined || input.ACL === 'private' || input.ACL === 'bucket-owner-full-control'
  const grants = [input.GrantFullControl, input.GrantRead, input.GrantReadACP, input.GrantWriteACP]
  if (!harmless || grants.some((grant) => grant !== undefined)) throw accessControlListNotSupported()
}
