/** The parts of `arn:partition:service:region:account:resource`. `resource` may itself hold `:` and `/`. */
export interface Arn {
  partition: string
  service: string
  region: string
  account: string
  resource: string
}

export function formatArn(arn: Omit<Arn, 'partition'> & { partition?: string }): string {
  return `arn:${arn.partition ?? 'aws'}:${arn.service}:${arn.region}:${arn.account}:${arn.resource}`
}

/**
 * The parts of an ARN, or undefined when `text` is not one. There is one partition here, `aws`: were others taken, a
 * resource would have several ARNs, and a policy that denies one of them could be walked around by another.
 */
export function parseArn(text: string): Arn | undefined {
  const match = /^arn:(aws):([^:]+):([^:]*):([^:]*):(.+)$/s.exec(text)
  if (!match) return undefined
  const [, partition = '', service = '', region = '', account = '', resource = ''] = match
  return { partition, service, region, account, resource }
}
