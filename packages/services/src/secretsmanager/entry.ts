import type { ServiceEntry } from '@towpath/wire'
import type { SecretsmanagerDeps } from './room.ts'

/** How requests find this service. Nothing of it is loaded before the first. */
export function secretsmanagerEntry(deps: SecretsmanagerDeps): ServiceEntry {
  return {
    signingNames: ['secretsmanager'],
    targets: ['secretsmanager'],
    protocol: 'awsJson1_1',
    load: async () => (await import('./service.ts')).secretsmanagerService(deps),
  }
}
