import type { Database } from '@towpath/storage'
import type { ArtifactObject } from '../providers/provider.ts'
import type { ActionError } from '../rules/execution/execution-state.ts'
import { type Fillable, type FillableTexts, fillIn, findInputs } from '../rules/execution/fill-in.ts'
import { hasReferences } from '../rules/variables/references.ts'
import { Artifacts } from '../state/artifacts.ts'
import type { ExecutionRecord } from '../state/executions.ts'

/** What an action or rule takes from what came before it in its execution. */
export interface Taken {
  texts?: FillableTexts
  inputs: InputArtifact[]
  /** It cannot be carried out. */
  failure?: ActionError
}

export interface InputArtifact extends ArtifactObject {
  /** Of a source artifact: what the source action has found. */
  revision?: string
}

/** Fills in variables and looks artifacts up, as they are at this moment. */
export async function takeFrom(
  db: Database,
  execution: ExecutionRecord,
  given: Fillable & { inputArtifacts?: { name?: string }[] },
): Promise<Taken> {
  const artifacts = new Artifacts(db)
  const texts = [...Object.values(given.configuration ?? {}), ...(given.commands ?? [])]
  const values = (given.environmentVariables ?? []).map(({ value = '' }) => value)
  const outputs = [...texts, ...values].some(hasReferences) ? await artifacts.variables(execution.id) : []
  const filledIn = fillIn(
    given,
    Object.fromEntries([
      ...outputs,
      ['codepipeline', { PipelineExecutionId: execution.id }],
      ['variables', execution.variables],
    ]),
  )
  const names = (given.inputArtifacts ?? []).map(({ name = '' }) => name)
  const found = findInputs(names, names.length > 0 ? await artifacts.list([execution.id]) : [])
  const failure = 'failure' in filledIn ? filledIn.failure : 'failure' in found ? found.failure : undefined
  return {
    texts: 'texts' in filledIn ? filledIn.texts : undefined,
    inputs:
      'inputs' in found
        ? found.inputs.map(({ name, bucket, key, revision }) => ({ name, bucket, key, revision: revision?.id }))
        : [],
    failure,
  }
}
