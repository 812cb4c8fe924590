import { invalidBlockerDeclaration, invalidStageDeclaration, invalidStructure } from '../../errors.ts'
import { type Pipeline, placedActions, repeated, type Stage } from '../pipeline.ts'
import { QUOTAS } from '../quotas.ts'

const MINIMUM_STAGES = 2

/** How many stages and actions there are, what they are called, and that sources come first and nowhere else. */
export function checkStages(pipeline: Pipeline): void {
  const { stages } = pipeline
  if (stages.length < MINIMUM_STAGES) {
    // AWS's text (observed).
    throw invalidStructure(
      `Pipeline has only ${stages.length} stage(s). There should be a minimum of ${MINIMUM_STAGES} stages in a pipeline`,
    )
  }
  if (stages.length > QUOTAS.stages) {
    throw invalidStructure(
      `Pipeline has ${stages.length} stage(s). There should be a maximum of ${QUOTAS.stages} stages in a pipeline`,
    )
  }
  for (const name of repeated(stages.map((stage) => stage.name))) {
    throw invalidStructure(`Stage names must be unique within a pipeline. The name '${name}' occurs more than once`)
  }
  for (const stage of stages) checkStage(stage)
  const actions = placedActions(pipeline).length
  if (actions > QUOTAS.actionsPerPipeline) {
    throw invalidStructure(
      `Pipeline has ${actions} action(s). There should be a maximum of ${QUOTAS.actionsPerPipeline} actions in a pipeline`,
    )
  }
  checkSources(stages)
}

function checkStage({ name, actions, blockers }: Stage): void {
  if (actions.length === 0) throw invalidStageDeclaration(`Stage '${name}' should have at least one action`)
  if (actions.length > QUOTAS.actionsPerStage) {
    throw invalidStageDeclaration(
      `Stage '${name}' has ${actions.length} action(s). There should be a maximum of ${QUOTAS.actionsPerStage} actions in a stage`,
    )
  }
  for (const repeatedName of repeated(actions.map((action) => action.name))) {
    throw invalidStageDeclaration(
      `Action names must be unique within a stage. Stage '${name}' has more than one action with the name '${repeatedName}'`,
    )
  }
  // Reserved by AWS for its own use (documented); nothing here could honour one.
  const [blocker] = blockers ?? []
  if (blocker) {
    throw invalidBlockerDeclaration(
      `Blocker '${blocker.name}' in stage '${name}': blockers are reserved for future use`,
    )
  }
}

function checkSources(stages: Stage[]): void {
  const [first, ...later] = stages
  const isSource = (action: Stage['actions'][number]) => action.actionTypeId.category === 'Source'
  // AWS's text (observed).
  if (!first?.actions.every(isSource)) {
    throw invalidStructure('Pipeline should start with a stage that only contains source actions')
  }
  for (const stage of later) {
    const source = stage.actions.find(isSource)
    if (source) {
      throw invalidStructure(
        `Source actions are only allowed in the first stage; action '${source.name}' in stage '${stage.name}' is one`,
      )
    }
  }
}
