import type { EncryptionKey } from '@aws-sdk/client-codepipeline'
import { type Clock, type Ids, LOWER_HEX, type SealingKey } from '@towpath/base'
import type { Store } from '@towpath/storage'
import type { ActionOutcome, ActionRequest, ExternalExecution, Provider } from '../providers/provider.ts'
import { typeKey } from '../rules/action-types/action-type.ts'
import { filledAddress, queryableProperty } from '../rules/action-types/custom-action-type.ts'
import type { Job, JobSubject } from '../rules/job.ts'
import type { Pipeline } from '../rules/pipeline.ts'
import { codepipelineState } from '../state/state.ts'

export interface JobProviderDeps {
  store: Store
  clock: Clock
  ids: Ids
  sealing: SealingKey
}

/** How often an action looks at its job by itself, in milliseconds; results make it look at once. */
const CHECK_AFTER = 5 * 60_000

export const NONCE_LENGTH = 32

/** Carries out custom actions by jobs that workers outside poll for. */
export function jobProvider(deps: JobProviderDeps): Provider {
  const stateIn = (db: Store['db'], request: ActionRequest) => codepipelineState(db, request, deps.sealing)

  return {
    start: (request) =>
      deps.store.transaction(async (db) => {
        const state = stateIn(db, request)
        const type = await state.customActionTypes.find(request.action.actionTypeId)
        if (!type) return gone(request)
        const pipeline = await state.pipelines.findVersion(request.pipelineName, request.pipelineVersion)
        const queried = queryableProperty(type.definition)
        await state.jobs.add({
          id: deps.ids.uuid(),
          type: type.definition.id,
          queryValue: queried === undefined ? undefined : request.configuration[queried],
          number: 1,
          nonce: deps.ids.random(NONCE_LENGTH, LOWER_HEX),
          status: 'Queued',
          subject: subjectOf(request, pipeline && encryptionKey(pipeline.definition, request.region)),
          configuration: { ...request.configuration },
          report: {},
          createdAt: deps.clock.now(),
        })
        return { type: 'waiting', checkAfter: CHECK_AFTER }
      }),

    async check(request) {
      const state = stateIn(deps.store.db, request)
      const job = await state.jobs.latest(request.actionExecutionId)
      if (!job) return gone(request)
      const type = await state.customActionTypes.find(job.type)
      const url = filledAddress(
        type?.definition.settings?.executionUrlTemplate,
        // Secrets are in it, but templates were not let name any.
        request.configuration,
        job.report.externalExecutionId,
      )
      const isSource = request.action.actionTypeId.category === 'Source'
      return outcomeOf(job, url, isSource)
    },

    /** The worker hears of it when it reports: its job is over. */
    abandon: (request) =>
      deps.store.transaction(async (db) => {
        const { jobs } = stateIn(db, request)
        const job = await jobs.latest(request.actionExecutionId)
        const now = deps.clock.now()
        if (job) await jobs.end(job.id, ['Queued', 'Dispatched', 'InProgress'], { status: 'TimedOut', now })
      }),
  }
}

function gone({ action }: ActionRequest): ActionOutcome {
  const message = `The action type ${typeKey(action.actionTypeId)} of the action '${action.name}' is not available any more`
  return { type: 'failed', error: { code: 'ConfigurationError', message } }
}

/** Workers may tell a revision of any action; only that of a source is one of the execution. */
function outcomeOf(
  { status, report }: Job,
  externalExecutionUrl: string | undefined,
  isSource: boolean,
): ActionOutcome {
  const { summary, externalExecutionId, percentComplete } = report
  const external: ExternalExecution = { summary, externalExecutionId, percentComplete, externalExecutionUrl }
  if (status === 'Succeeded') {
    const revision = isSource ? report.revision : undefined
    return { ...external, type: 'succeeded', outputVariables: report.outputVariables, revision }
  }
  if (status === 'Failed' || status === 'TimedOut') {
    const error = report.error ?? { code: 'JobFailed', message: 'The job was not completed in time' }
    return { ...external, type: 'failed', error }
  }
  return { ...external, type: 'waiting', checkAfter: CHECK_AFTER }
}

const encryptionKey = ({ artifactStore, artifactStores }: Pipeline, region: string): EncryptionKey | undefined =>
  (artifactStores?.[region] ?? artifactStore)?.encryptionKey

const subjectOf = (request: ActionRequest, key: EncryptionKey | undefined): JobSubject => ({
  actionTypeId: request.action.actionTypeId,
  pipelineName: request.pipelineName,
  pipelineArn: request.pipelineArn,
  executionId: request.executionId,
  stage: request.stage,
  action: request.action.name,
  actionExecutionId: request.actionExecutionId,
  inputs: request.inputs.map(({ name, bucket, key, revision }) => ({ name, bucket, key, revision })),
  outputs: request.outputs.map(({ name, bucket, key }) => ({ name, bucket, key })),
  encryptionKey: key,
  roleArn: request.pipelineRoleArn,
})
