import { invalidActionDeclaration } from '../../errors.ts'
import { type Pipeline, type Placed, placedActions, precedes, repeated } from '../pipeline.ts'
import { type Reference, referencesIn } from '../variables/references.ts'
import { variableTexts } from '../variables/variable-texts.ts'

const RESERVED = ['codepipeline', 'variables']

/** Namespaces are unique, and what refers to one can rely on it: the action it belongs to has ended by then. */
export function checkNamespaces(pipeline: Pipeline): void {
  const placed = placedActions(pipeline)
  checkNames(placed)
  for (const each of placed) checkReferences(each, placed, pipeline)
}

function checkNames(placed: Placed[]): void {
  const named = placed.filter(({ action }) => action.namespace !== undefined)
  const namespaces = named.map(({ action }) => action.namespace ?? '')
  const twice = repeated(namespaces)
  if (twice.length > 0) {
    const where = named.filter(({ action }) => twice.includes(action.namespace ?? ''))
    // AWS's text (observed).
    throw invalidActionDeclaration(
      `Namespaces must be unique across the pipeline definition. The following occur more than once in the pipeline. ${where.map(describe).join(', ')}`,
    )
  }
  const artifacts = new Set(placed.flatMap(({ action }) => action.outputArtifacts ?? []).map(({ name }) => name))
  for (const each of named) {
    const namespace = each.action.namespace ?? ''
    if (RESERVED.includes(namespace)) {
      throw invalidActionDeclaration(`Namespace '${namespace}' is reserved. ${describe(each)}`)
    }
    if (artifacts.has(namespace)) {
      throw invalidActionDeclaration(
        `Namespace '${namespace}' is also the name of an artifact; they must differ. ${describe(each)}`,
      )
    }
  }
}

const describe = ({ stage, action }: Placed) =>
  `StageName=[${stage.name}], ActionName=[${action.name}], Namespace=[${action.namespace}]`

function checkReferences(consumer: Placed, all: Placed[], pipeline: Pipeline): void {
  for (const { key, text } of variableTexts(consumer.action)) {
    for (const reference of referencesIn(text)) {
      const what = problem(reference, consumer, all, pipeline)
      if (!what) continue
      throw invalidActionDeclaration(
        `Valid format for a pipeline execution variable reference is a namespace and a key separated by a period (.). The following pipeline execution variables are referencing ${what}. StageName=[${consumer.stage.name}], ActionName=[${consumer.action.name}], ActionConfigurationKey=[${key}], VariableReferenceText=[${reference.text}]`,
      )
    }
  }
}

/** What is wrong with a reference, if something is. */
function problem(reference: Reference, consumer: Placed, all: Placed[], pipeline: Pipeline): string | undefined {
  const { namespace, key } = reference
  if (namespace === undefined || key === undefined) return 'something that is not a namespace and a key'
  if (namespace === 'codepipeline') {
    return key === 'PipelineExecutionId' ? undefined : 'a key that the namespace codepipeline does not have'
  }
  if (namespace === 'variables') {
    if (consumer.action.actionTypeId.category === 'Source')
      return 'a pipeline variable, which source actions cannot use'
    const declared = pipeline.variables?.some((variable) => variable.name === key)
    return declared ? undefined : 'a pipeline variable that is not declared'
  }
  const producer = all.find(({ action }) => action.namespace === namespace)
  if (!producer) return 'a namespace that does not exist'
  return precedes(producer, consumer) ? undefined : 'a namespace of an action that does not run before'
}
