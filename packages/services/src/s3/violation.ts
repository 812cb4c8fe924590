import type { ServiceError } from '@towpath/base'
import type { Violation } from '@towpath/wire'
import { invalidArgument, invalidLocationConstraint, invalidStorageClass, malformedXml } from './errors.ts'

/**
 * S3's answer to input that breaks its model: what came in the body is bad XML, whatever is wrong with it; what came
 * in the path, query or headers is a bad argument.
 */
export function violation(violations: Violation[]): ServiceError | undefined {
  const [first] = violations
  if (!first) return undefined
  const value = typeof first.value === 'string' || typeof first.value === 'number' ? first.value : undefined
  if (first.member === 'StorageClass') return invalidStorageClass(String(value ?? ''))
  if (first.member === 'LocationConstraint') return invalidLocationConstraint(String(value ?? ''))
  const nested = first.path.includes('.')
  if (nested || (first.kind === 'required' && !/^(Bucket|Key|UploadId|PartNumber|CopySource)$/.test(first.member))) {
    return malformedXml()
  }
  return invalidArgument(first.message, first.member, value)
}
