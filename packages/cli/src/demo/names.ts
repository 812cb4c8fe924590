/** What the demo calls its things. */
export const DEMO = {
  serviceRole: 'CodeDeployRole',
  instanceRole: 'towpath-sample-instance',
  buildRole: 'towpath-sample-build',
  pipelineRole: 'towpath-sample-pipeline',
  developer: 'developer',
  application: 'sample-app',
  group: 'sample-fleet',
  repository: 'sample-app',
  branch: 'main',
  project: 'sample-app',
  pipeline: 'sample-app',
  bucket: 'sample-app-artifacts',
  /** Where the name and the password for the registry are in the parameter store. */
  parameters: '/sample-app/registry',
  tag: { Key: 'Fleet', Value: 'sample' },
  instances: 2,
  port: 5000,
} as const
