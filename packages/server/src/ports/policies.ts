import { parsePolicy } from '@towpath/services/iam/policy/parse.ts'
import type { PolicyCheck } from '@towpath/services/s3/index.ts'

/** Bucket policies are read as IAM reads policies of resources. */
export const bucketPolicies: PolicyCheck = {
  problemOf(document) {
    const read = parsePolicy(document, { kind: 'resource' })
    return 'problem' in read ? read.problem : undefined
  },
}
