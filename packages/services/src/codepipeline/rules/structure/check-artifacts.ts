import { invalidActionDeclaration } from '../../errors.ts'
import { type Pipeline, type Placed, placedActions, precedes, repeated } from '../pipeline.ts'

/** Every artifact is put out once, and taken in only by what runs later. */
export function checkArtifacts(pipeline: Pipeline): void {
  const placed = placedActions(pipeline)
  const outputs = placed.flatMap(outputsOf)
  for (const name of repeated(outputs)) {
    throw invalidActionDeclaration(
      `Output Artifact Bundle names must be unique within a pipeline. The name '${name}' occurs more than once`,
    )
  }
  for (const each of placed) checkInputs(each, placed)
}

/** AWS's text (observed). */
function checkInputs(consumer: Placed, all: Placed[]): void {
  const { name: action, inputArtifacts = [] } = consumer.action
  const before = new Set(all.filter((each) => precedes(each, consumer)).flatMap(outputsOf))
  const names = inputArtifacts.map((artifact) => artifact.name ?? '')
  for (const name of repeated(names)) {
    throw invalidActionDeclaration(`Input Artifact Bundle ${name} is declared more than once in action ${action}`)
  }
  for (const name of names) {
    if (before.has(name)) continue
    throw invalidActionDeclaration(
      `Input Artifact Bundle ${name} in action ${action} is not declared as Output Artifact Bundle in any of the preceding actions`,
    )
  }
}

const outputsOf = ({ action }: Placed) => (action.outputArtifacts ?? []).map((artifact) => artifact.name ?? '')
