import type { ServiceName } from '../rules/arns.ts'

export type CodeConnectionsTables = {
  codeconnections_hosts: {
    account: string
    region: string
    id: string
    /** The name of the service through which it was made; its ARN keeps it. */
    service: ServiceName
    name: string
    provider: string
    endpoint: string
    /** JSON, as it was given. */
    vpc: string | null
    created_at: number
  }
  codeconnections_connections: {
    account: string
    region: string
    id: string
    service: ServiceName
    name: string
    provider: string
    host_id: string | null
    /** Null: the connection is pending. */
    sealed_token: string | null
    sealed_webhook_secret: string | null
    created_at: number
  }
  codeconnections_tags: { resource_id: string; key: string; value: string }
}
