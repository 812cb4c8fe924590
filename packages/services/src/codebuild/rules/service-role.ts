import { foreignServiceRole, invalidServiceRole } from '../errors.ts'

const ROLE_ARN = /^arn:[a-z0-9-]+:iam::([0-9]{12}):role\/[\x21-\x7e]{1,1000}$/

/** The ARN of a service role of this account, checked for its form. Whether it can be assumed is for IAM to say. */
export function checkServiceRoleArn(account: string, arn: string): string {
  const [, owner] = ROLE_ARN.exec(arn) ?? []
  if (owner === undefined) throw invalidServiceRole(arn)
  if (owner !== account) throw foreignServiceRole()
  return arn
}
