import { CreateCustomActionTypeCommand, type CreateCustomActionTypeInput } from '@aws-sdk/client-codepipeline'
import { randomIds, systemClock } from '@towpath/base'
import { type JobProviderDeps, jobProvider } from '../jobs/job-provider.ts'
import type { ActionRequest, Provider } from '../providers/provider.ts'
import { withDefaults } from '../rules/pipeline.ts'
import type { CodepipelineServer } from './codepipeline-server.ts'
import { buildAction, pipeline, ROLE } from './definitions.ts'

export const JENKINS = { category: 'Build', owner: 'Custom', provider: 'Jenkins', version: '1' } as const

/** A build server as an action type: with a queryable project, and a secret. */
export const jenkins = (change: Partial<CreateCustomActionTypeInput> = {}): CreateCustomActionTypeInput => ({
  category: 'Build',
  provider: 'Jenkins',
  version: '1',
  settings: {
    entityUrlTemplate: 'https://build.example/{Config:Project}',
    executionUrlTemplate: 'https://build.example/{Config:Project}/{ExternalExecutionId}',
  },
  configurationProperties: [
    { name: 'Project', required: true, key: true, secret: false, queryable: true, type: 'String' },
    { name: 'Token', required: false, key: false, secret: true },
  ],
  inputArtifactDetails: { minimumCount: 0, maximumCount: 2 },
  outputArtifactDetails: { minimumCount: 0, maximumCount: 1 },
  ...change,
})

export const createType = (server: CodepipelineServer, change: Partial<CreateCustomActionTypeInput> = {}) =>
  server.pipelines.send(new CreateCustomActionTypeCommand(jenkins(change)))

/** An action of that type, as pipelines hold it. */
export const jenkinsAction = (configuration: Record<string, string> = { Project: 'web' }) =>
  buildAction({ actionTypeId: JENKINS, configuration })

/** What carries out custom actions, over the server's store. */
export function jobsOf(server: CodepipelineServer, change: Partial<JobProviderDeps> = {}): Required<Provider> {
  const deps = { store: server.store, clock: systemClock, ids: randomIds, sealing: server.deps.sealing, ...change }
  const provider = jobProvider(deps)
  if (!provider.check || !provider.abandon) throw new Error('The provider of jobs neither checks nor abandons')
  return { start: provider.start, check: provider.check, abandon: provider.abandon }
}

/** One action of that type in an execution, as runs hand it to its provider. */
export function jenkinsRequest(change: Partial<ActionRequest> = {}): ActionRequest {
  const [action] =
    withDefaults(pipeline({ stages: [{ name: 'Build', actions: [jenkinsAction()] }] })).stages[0]?.actions ?? []
  if (!action) throw new Error('A pipeline lost its action')
  return {
    account: '123456789012',
    region: 'us-east-1',
    pipelineName: 'web',
    pipelineArn: 'arn:aws:codepipeline:us-east-1:123456789012:web',
    pipelineVersion: 1,
    executionId: '11111111-1111-4111-8111-111111111111',
    stage: 'Build',
    action,
    actionExecutionId: '22222222-2222-4222-8222-222222222222',
    configuration: { Project: 'web', Token: 'in clear' },
    environmentVariables: [],
    commands: [],
    sourceRevisions: [],
    inputs: [{ name: 'SourceOutput', bucket: 'artifacts', key: 'web/SourceOut/abc1234', revision: 'c0ffee' }],
    outputs: [{ name: 'BuildOutput', bucket: 'artifacts', key: 'web/BuildOutp/def5678' }],
    role: { arn: ROLE, call: () => Promise.reject(new Error('Jobs call nothing')), may: async () => false },
    pipelineRoleArn: ROLE,
    startedAt: 0,
    ...change,
  }
}
