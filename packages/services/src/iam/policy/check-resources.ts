import type { PolicyKind } from './document.ts'
import { legacyParsing, PolicyProblem } from './problem.ts'
import type { RawStatement } from './raw-document.ts'

const PARTITION = /^(aws|aws-cn|aws-us-gov|aws-iso|aws-iso-b|aws-iso-e|aws-iso-f|aws-eusc|\*)$/
const IAM_RESOURCES = [
  'user/',
  'federated-user/',
  'role/',
  'group/',
  'instance-profile/',
  'mfa/',
  'server-certificate/',
  'policy/',
  'sms-mfa/',
  'saml-provider/',
  'oidc-provider/',
  'report/',
  'access-report/',
]

function resourcesOf(statement: RawStatement): string[] {
  return [...(statement.resource ?? []), ...(statement.notResource ?? [])]
}

/** The first look that IAM takes at ARNs: those it cannot take apart at all. */
export function checkArnsReadable(statement: RawStatement): void {
  for (const resource of resourcesOf(statement)) {
    const [, partition = '', vendor, ...rest] = resource.split(':')
    if (!PARTITION.test(partition) || vendor === undefined) continue
    if (vendor === '' || (vendor === 's3' && rest.length === 2)) throw legacyParsing()
  }
}

/** The second look: partition, service, and what two services do not have in their ARNs. */
export function checkArnForm(statement: RawStatement): void {
  for (const resource of resourcesOf(statement)) if (resource !== '*') checkArn(resource)
}

function checkArn(resource: string): void {
  const parts = resource.split(':')
  if (parts.length < 2) throw new PolicyProblem(`Resource ${resource} must be in ARN format or "*".`)
  const [, partition = '', vendor, region = '', , ...path] = parts
  if (!PARTITION.test(partition)) throw invalidPartition(parts)
  if (vendor === undefined || /[*?]/.test(vendor)) {
    throw new PolicyProblem('Resource vendor must be fully qualified and cannot contain regexes.')
  }
  const hasRegion = region !== '' && region !== '*'
  if (vendor === 'iam') {
    if (hasRegion) throw new PolicyProblem(`IAM resource ${resource} cannot contain region information.`)
    checkIamPath(path.join(':'))
  }
  if (vendor === 's3' && hasRegion) {
    throw new PolicyProblem(`Resource ${resource} can not contain region information.`)
  }
}

/** IAM quotes the ARN as it understood it: parts left out are wildcards (observed). */
function invalidPartition([, partition = '', ...rest]: string[]): PolicyProblem {
  const shown = ['arn', partition, ...rest]
  while (shown.length < 6) shown.push('*')
  return new PolicyProblem(`Partition "${partition}" is not valid for resource "${shown.join(':')}".`)
}

function checkIamPath(path: string): void {
  if (path === '*' || path === 'root' || path.startsWith('${')) return
  // A wildcard early in the path (`us*`, `*role/x`) may stand for any of them.
  if (/^[^/]*[*?]/.test(path) || IAM_RESOURCES.some((prefix) => path.startsWith(prefix))) return
  throw new PolicyProblem(`IAM resource path must either be "*" or start with ${IAM_RESOURCES.join(', ')}.`)
}

export function checkResourcesPresent(statement: RawStatement, kind: PolicyKind): void {
  const given = statement.resource ?? statement.notResource
  if (kind === 'trust') {
    if (given) throw new PolicyProblem('Has prohibited field Resource')
  } else if (!given || given.length === 0) {
    throw new PolicyProblem('Policy statement must contain resources.')
  }
}
