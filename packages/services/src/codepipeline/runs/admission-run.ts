import type { Engine, RunKind } from '@towpath/engine'
import type { ExecutionFact } from '../rules/execution/execution-state.ts'
import { type AdmissionFact, type AdmissionState, advanceAdmission } from '../rules/execution/stage-admission.ts'
import { inOrder } from './in-order.ts'
import { ADMISSION_RUN, executionRunId } from './run-ids.ts'
import { tell } from './tell.ts'

/**
 * The run of a pipeline's admission: it lets executions into stages. It ends when the pipeline is deleted and the last
 * execution has left.
 */
export function admissionRun({
  engine,
}: {
  engine: Pick<Engine, 'read' | 'deliver'>
}): RunKind<AdmissionState, AdmissionFact, never> {
  return {
    kind: ADMISSION_RUN,
    next(before, facts) {
      const state = advanceAdmission(before, facts)
      return { state, commands: [], done: state.deleted && state.stages.every(({ holders }) => holders.length === 0) }
    },
    async project(db, { state }) {
      const deliveries = state.messages.map(({ executionId, ...message }) => () => {
        const fact: ExecutionFact = message
        return tell(engine, db, executionRunId(executionId), [fact])
      })
      await inOrder(db, deliveries)
    },
    perform: async () => {
      throw new Error('The run of an admission has no commands.')
    },
    failed: () => [],
  }
}
