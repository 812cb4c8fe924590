import type { PipelineVariable, PipelineVariableDeclaration } from '@aws-sdk/client-codepipeline'
import { validation } from '../../errors.ts'
import { repeated } from '../pipeline.ts'

/**
 * What the pipeline variables of an execution stand for: the value that the start gave, else the default. Refuses
 * values for variables that the pipeline does not declare, and variables that end up without a value.
 */
export function variablesAtStart(
  declared: readonly PipelineVariableDeclaration[],
  given: readonly PipelineVariable[],
): Record<string, string> {
  const names = given.map(({ name = '' }) => name)
  for (const name of repeated(names)) throw validation(`The variable '${name}' is given more than once`)
  for (const name of names) {
    if (!declared.some((variable) => variable.name === name)) {
      throw validation(`The variable '${name}' is not declared by the pipeline`)
    }
  }
  return Object.fromEntries(
    declared.map(({ name = '', defaultValue }) => {
      const value = given.find((variable) => variable.name === name)?.value ?? defaultValue
      if (value === undefined) throw validation(`The variable '${name}' has no default, so a value must be given`)
      return [name, value]
    }),
  )
}

/** What they stand for when nobody says so: their defaults; undefined when one has none. */
export function initialVariables(declared: readonly PipelineVariableDeclaration[]): Record<string, string> | undefined {
  if (declared.some(({ defaultValue }) => defaultValue === undefined)) return undefined
  return variablesAtStart(declared, [])
}
