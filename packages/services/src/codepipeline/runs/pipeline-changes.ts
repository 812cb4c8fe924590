import type { Engine } from '@towpath/engine'
import type { Database } from '@towpath/storage'
import type { PipelineChanges } from '../ports/pipeline-changes.ts'
import { type AdmissionFact, newAdmission } from '../rules/execution/stage-admission.ts'
import { initialVariables } from '../rules/variables/pipeline-variables.ts'
import { deleteHistory } from '../state/old-executions.ts'
import type { PipelineRecord } from '../state/pipelines.ts'
import type { Scope } from '../state/tables.ts'
import { Transitions } from '../state/transitions.ts'
import { ADMISSION_RUN, admissionRunId } from './run-ids.ts'
import { type StartDeps, startExecution } from './start-execution.ts'

/** What definitions that come, change and go mean to executions; for the pipelines of one account and region. */
export function executionChanges(
  deps: StartDeps & { engine: Pick<Engine, 'start' | 'deliver'> },
  scope: Scope,
): PipelineChanges {
  const tell = (db: Database, { id }: PipelineRecord, facts: AdmissionFact[]) =>
    deps.engine.deliver(db, admissionRunId(id), facts)
  return {
    async created(db, pipeline, by) {
      const { executionMode, stages, variables = [] } = pipeline.definition
      const admission = newAdmission(
        pipeline.version,
        executionMode,
        stages.map(({ name }) => name),
      )
      await deps.engine.start(db, ADMISSION_RUN, admissionRunId(pipeline.id), admission)
      const values = initialVariables(variables)
      // Nobody is there to say what the others stand for, so its first execution is started by hand.
      if (!values) return
      const trigger = { type: 'CreatePipeline' as const, detail: by.principalArn }
      await startExecution(deps, db, scope, pipeline, { trigger, variables: values })
    },
    async updated(db, pipeline) {
      const { version, definition } = pipeline
      const stages = definition.stages.map(({ name }) => name)
      // Transitions are kept by the names of stages, also while there is no such stage.
      const disabled = await new Transitions(db).disabled(pipeline.id)
      const closed: AdmissionFact[] = disabled.map(({ stage }) => ({ type: 'transition', stage, closed: true }))
      await tell(db, pipeline, [{ type: 'redefined', version, mode: definition.executionMode, stages }, ...closed])
    },
    async deleted(db, pipeline) {
      await tell(db, pipeline, [{ type: 'deleted' }])
      await deleteHistory(db, pipeline.id)
    },
  }
}
