import type { ServiceEntry } from '@towpath/wire'

/** How requests find this service. Nothing of it is loaded before the first. */
export function logsEntry(): ServiceEntry {
  return {
    signingNames: ['logs'],
    targets: ['Logs_20140328'],
    protocol: 'awsJson1_1',
    load: async () => (await import('./service.ts')).logsService(),
  }
}
