import { invalidRole, roleRequired } from '../errors.ts'

const ROLE_ARN = /^arn:[a-z0-9-]+:iam::[0-9]{12}:role\/[\x21-\x7e]{1,1000}$/

/** The ARN of a service role, checked for its form. Whether it can be assumed is for IAM to say. */
export function checkServiceRoleArn(arn: string | undefined): string {
  if (!arn) throw roleRequired()
  if (!ROLE_ARN.test(arn)) throw invalidRole(arn)
  return arn
}
