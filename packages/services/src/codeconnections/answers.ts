import type {
  Connection as ConnectionShape,
  Host as HostShape,
  ProviderType,
} from '@aws-sdk/client-codestar-connections'
import type { Connection } from './state/connections.ts'
import type { Host } from './state/hosts.ts'

export function describedConnection(connection: Connection, hosts: Host[]): ConnectionShape {
  return {
    ConnectionName: connection.name,
    ConnectionArn: connection.arn,
    ProviderType: connection.provider as ProviderType,
    OwnerAccountId: connection.account,
    ConnectionStatus: connection.status,
    HostArn: hosts.find(({ id }) => id === connection.hostId)?.arn,
  }
}

export function describedHost(host: Host): HostShape {
  return {
    Name: host.name,
    HostArn: host.arn,
    ProviderType: host.provider as ProviderType,
    ProviderEndpoint: host.endpoint,
    VpcConfiguration: host.vpc,
    Status: 'AVAILABLE',
  }
}
