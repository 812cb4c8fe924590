/** What the demo calls its things. */
export const DEMO = {
  serviceRole: 'CodeDeployRole',
  instanceRole: 'towpath-sample-instance',
  application: 'sample-app',
  group: 'sample-fleet',
  repository: 'sample-app',
  branch: 'main',
  tag: { Key: 'Fleet', Value: 'sample' },
  instances: 2,
  port: 5000,
} as const
