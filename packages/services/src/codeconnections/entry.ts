import type { ServiceEntry } from '@towpath/wire'
import type { ServiceName } from './rules/arns.ts'

const TARGETS: Record<ServiceName, string> = {
  codeconnections: 'com.amazonaws.codeconnections.CodeConnections_20231201',
  'codestar-connections': 'com.amazonaws.codestar.connections.CodeStar_connections_20191201',
}

/** How requests find this service, by its present name and its older one. Nothing of it is loaded before the first. */
export function codeconnectionsEntries(): ServiceEntry[] {
  return (['codeconnections', 'codestar-connections'] as const).map((name) => ({
    signingNames: [name],
    targets: [TARGETS[name]],
    protocol: 'awsJson1_0',
    load: async () => (await import('./service.ts')).codeconnectionsService({ name }),
  }))
}
