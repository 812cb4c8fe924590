import { invalidStructure } from '../../errors.ts'
import { findActionType } from '../action-types/index.ts'
import { type Pipeline, placedActions } from '../pipeline.ts'

/** Refuses in a pipeline of type V1 what only V2 has. */
export function checkType(pipeline: Pipeline): void {
  if (pipeline.pipelineType !== 'V1') return
  const feature = onlyInV2(pipeline)
  if (feature) throw invalidStructure(`${feature} can only be used with V2 pipelines`)
}

function onlyInV2(pipeline: Pipeline): string | undefined {
  if (pipeline.executionMode !== 'SUPERSEDED') return `Execution mode ${pipeline.executionMode}`
  if (pipeline.variables?.length) return 'Pipeline variables'
  if (pipeline.triggers?.length) {
    const onTags = pipeline.triggers.some(({ gitConfiguration }) => gitConfiguration?.push?.some(({ tags }) => tags))
    return onTags ? 'Triggers on tag' : 'Triggers'
  }
  const stage = pipeline.stages.find(({ beforeEntry, onSuccess, onFailure }) => beforeEntry || onSuccess || onFailure)
  if (stage) return `Conditions, rollback and retry of stage '${stage.name}'`
  const placed = placedActions(pipeline).find(({ action }) => findActionType(action.actionTypeId)?.onlyV2)
  return placed && `Action '${placed.action.name}' of provider '${placed.action.actionTypeId.provider}'`
}
