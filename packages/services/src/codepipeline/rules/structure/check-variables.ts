import { invalidStructure } from '../../errors.ts'
import { type Pipeline, repeated } from '../pipeline.ts'

/** The names of pipeline variables are unique; lengths and characters were checked against the model. */
export function checkVariables({ variables = [] }: Pipeline): void {
  for (const name of repeated(variables.map((variable) => variable.name ?? ''))) {
    throw invalidStructure(`Variable names must be unique within a pipeline. The name '${name}' occurs more than once`)
  }
}
