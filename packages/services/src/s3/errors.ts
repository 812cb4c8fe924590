import { ServiceError } from '@towpath/base'

/**
 * The errors of this room, each as S3 words it. Fields whose name is a header's are sent as headers.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */

type Fields = Record<string, string | number | undefined>

function s3Error(code: string, status: number, message: string, fields: Fields = {}): ServiceError {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined)
  return new ServiceError(code, message, { status, fields: Object.fromEntries(present) })
}

export const accessDenied = (message = 'Access Denied') => s3Error('AccessDenied', 403, message)

// Buckets

export const noSuchBucket = (bucket: string) =>
  s3Error('NoSuchBucket', 404, 'The specified bucket does not exist', { BucketName: bucket })
export const invalidBucketName = (bucket: string) =>
  s3Error('InvalidBucketName', 400, 'The specified bucket is not valid.', { BucketName: bucket })
export const bucketAlreadyOwnedByYou = (bucket: string) =>
  s3Error(
    'BucketAlreadyOwnedByYou',
    409,
    'Your previous request to create the named bucket succeeded and you already own it.',
    { BucketName: bucket },
  )
export const bucketAlreadyExists = (bucket: string) =>
  s3Error(
    'BucketAlreadyExists',
    409,
    'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
    { BucketName: bucket },
  )
export const bucketNotEmpty = (bucket: string, versioned: boolean) =>
  s3Error(
    'BucketNotEmpty',
    409,
    `The bucket you tried to delete is not empty${versioned ? '. You must delete all versions in the bucket.' : ''}`,
    { BucketName: bucket },
  )
export const illegalLocationConstraint = (constraint: string) =>
  s3Error(
    'IllegalLocationConstraintException',
    400,
    `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  )
export const invalidLocationConstraint = (constraint: string) =>
  s3Error('InvalidLocationConstraint', 400, 'The specified location-constraint is not valid', {
    LocationConstraint: constraint,
  })
export const illegalVersioningConfiguration = () =>
  s3Error(
    'IllegalVersioningConfigurationException',
    400,
    'The Versioning element must be specified, and MFA delete is not served',
  )
export const malformedPolicy = (message: string) => s3Error('MalformedPolicy', 400, message)
/** What an unconfigured bucket answers when asked for a configuration. */
export const notConfigured = (code: string, message: string, bucket: string) =>
  s3Error(code, 404, message, { BucketName: bucket })

// Objects

export const noSuchKey = (key: string) => s3Error('NoSuchKey', 404, 'The specified key does not exist.', { Key: key })
/** The newest version is a delete marker. */
export const keyDeleted = (key: string, markerId: string | undefined) =>
  s3Error('NoSuchKey', 404, 'The specified key does not exist.', {
    Key: key,
    'x-amz-delete-marker': 'true',
    'x-amz-version-id': markerId,
  })
export const noSuchVersion = (key: string, versionId: string) =>
  s3Error('NoSuchVersion', 404, 'The specified version does not exist.', { Key: key, VersionId: versionId })
export const deleteMarkerNotReadable = (method: string) =>
  s3Error('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.', {
    Method: method,
    ResourceType: 'DeleteMarker',
    'x-amz-delete-marker': 'true',
  })
export const keyTooLong = (size: number) =>
  s3Error('KeyTooLongError', 400, 'Your key is too long', { Size: size, MaxSizeAllowed: 1024 })
export const invalidUri = (uri: string) => s3Error('InvalidURI', 400, "Couldn't parse the specified URI.", { URI: uri })
export const invalidRange = (range: string, size: number) =>
  s3Error('InvalidRange', 416, 'The requested range is not satisfiable', {
    RangeRequested: range,
    ActualObjectSize: size,
    'content-range': `bytes */${size}`,
  })
export const invalidPartNumber = (partNumber: number, parts: number) =>
  s3Error('InvalidPartNumber', 416, 'The requested partnumber is not satisfiable', {
    PartNumberRequested: partNumber,
    ActualPartCount: parts,
  })
export const preconditionFailed = (condition: string) =>
  s3Error('PreconditionFailed', 412, 'At least one of the pre-conditions you specified did not hold', {
    Condition: condition,
  })
/** Answered without a body. */
export const notModified = () => s3Error('NotModified', 304, 'Not Modified')
export const metadataTooLarge = (size: number) =>
  s3Error('MetadataTooLarge', 400, 'Your metadata headers exceed the maximum allowed metadata size', {
    Size: size,
    MaxSizeAllowed: 2048,
  })
export const entityTooLarge = (size: number | undefined, most: number) =>
  s3Error('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed size', {
    ProposedSize: size,
    MaxSizeAllowed: most,
  })
export const incompleteBody = () =>
  s3Error('IncompleteBody', 400, 'You did not provide the number of bytes specified by the Content-Length HTTP header')
export const invalidDigest = (value: string) =>
  s3Error('InvalidDigest', 400, 'The Content-MD5 you specified was invalid.', { 'Content-MD5': value })
export const badDigest = (algorithm: string, expected: string, computed: string) =>
  s3Error(
    'BadDigest',
    400,
    algorithm === 'Content-MD5'
      ? 'The Content-MD5 you specified did not match what we received.'
      : `The ${algorithm} you specified did not match the calculated checksum.`,
    { ExpectedDigest: expected, CalculatedDigest: computed },
  )
export const copyOntoItself = () =>
  invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  )
export const accessControlListNotSupported = () =>
  s3Error('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs')
export const invalidStorageClass = (value: string) =>
  s3Error('InvalidStorageClass', 400, 'The storage class you specified is not valid', { StorageClassRequested: value })
export const invalidTag = (message: string, fields: Fields = {}) => s3Error('InvalidTag', 400, message, fields)

// Multipart uploads

export const noSuchUpload = (uploadId: string) =>
  s3Error(
    'NoSuchUpload',
    404,
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { UploadId: uploadId },
  )
export const invalidPart = (uploadId: string, partNumber: number | undefined, etag: string | undefined) =>
  s3Error(
    'InvalidPart',
    400,
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { UploadId: uploadId, PartNumber: partNumber, ETag: etag },
  )
export const invalidPartOrder = (uploadId: string) =>
  s3Error(
    'InvalidPartOrder',
    400,
    'The list of parts was not in ascending order. Parts must be ordered by part number.',
    { UploadId: uploadId },
  )
export const entityTooSmall = (part: { number: number; size: number; etag: string }, least: number) =>
  s3Error('EntityTooSmall', 400, 'Your proposed upload is smaller than the minimum allowed size', {
    ProposedSize: part.size,
    MinSizeAllowed: least,
    PartNumber: part.number,
    ETag: part.etag,
  })

// Requests

export const invalidArgument = (message: string, name: string, value: string | number | undefined) =>
  s3Error('InvalidArgument', 400, message, { ArgumentName: name, ArgumentValue: value })
export const invalidRequest = (message: string) => s3Error('InvalidRequest', 400, message)
export const malformedXml = () =>
  s3Error(
    'MalformedXML',
    400,
    'The XML you provided was not well-formed or did not validate against our published schema',
  )
/** Something that S3 does and this control plane does not. Never silently: it may be what keeps the data safe. */
export const notImplemented = (header: string) =>
  s3Error('NotImplemented', 501, 'A header you provided implies functionality that is not implemented', {
    Header: header,
  })
