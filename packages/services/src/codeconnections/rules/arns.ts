import { formatArn, parseArn } from '@towpath/base'

/** The present name of the service, and its older one. */
export type ServiceName = 'codeconnections' | 'codestar-connections'
export type ResourceKind = 'connection' | 'host'

export interface Place {
  account: string
  region: string
}

export function resourceArn(place: Place, service: ServiceName, kind: ResourceKind, id: string): string {
  return formatArn({ service, region: place.region, account: place.account, resource: `${kind}/${id}` })
}

/** `id`: of a host, what stands behind its name: `host/NAME-ID`. Undefined for what is no ARN of this service. */
export function parseResourceArn(arn: string): (Place & { kind: ResourceKind; id: string }) | undefined {
  const parts = parseArn(arn)
  if (parts?.service !== 'codeconnections' && parts?.service !== 'codestar-connections') return undefined
  const [kind, id, ...rest] = parts.resource.split('/')
  if ((kind !== 'connection' && kind !== 'host') || !id || rest.length > 0) return undefined
  return { account: parts.account, region: parts.region, kind, id }
}
