import type { EnvironmentVariable } from '@aws-sdk/client-codebuild'
import type { EnvSpec } from '../buildspec/buildspec.ts'

/** Where the value of a variable comes from. */
export type VariableSource =
  | { type: 'literal'; value: string }
  /** `name`: of a parameter. */
  | { type: 'parameter'; name: string }
  /** See parseSecretReference. */
  | { type: 'secret'; reference: string }

export interface Given {
  /** Of the request that started the build. */
  overrides: readonly EnvironmentVariable[]
  project: readonly EnvironmentVariable[]
  buildspec: Pick<EnvSpec, 'variables' | 'parameterStore' | 'secretsManager'>
  /** See builtInVariables. */
  builtIn: Readonly<Record<string, string>>
}

/** Variables of this prefix are CodeBuild's own: nobody else sets them. */
const RESERVED = 'CODEBUILD_'

/**
 * The variables of a build with the origin of each. StartBuild stands before the project, the project before the
 * buildspec (documented). Before them all stand the built-in variables whose prefix is reserved; the others (regions,
 * HOME, CI) are only what a build finds when nobody says otherwise.
 */
export function variableSources({ overrides, project, buildspec, builtIn }: Given): Map<string, VariableSource> {
  const sources = new Map<string, VariableSource>()
  const literals = (variables: Readonly<Record<string, string>>, wanted = (_name: string) => true) => {
    for (const [name, value] of Object.entries(variables))
      if (wanted(name)) sources.set(name, { type: 'literal', value })
  }
  literals(builtIn)
  literals(buildspec.variables)
  for (const [variable, name] of Object.entries(buildspec.parameterStore)) {
    sources.set(variable, { type: 'parameter', name })
  }
  for (const [variable, reference] of Object.entries(buildspec.secretsManager)) {
    sources.set(variable, { type: 'secret', reference })
  }
  for (const variable of [...project, ...overrides]) {
    if (variable.name !== undefined) sources.set(variable.name, sourceOf(variable))
  }
  literals(builtIn, (name) => name.startsWith(RESERVED))
  return sources
}

/** Variables of a project with those of a request over them, by name; what a build shows as its environment. */
export function mergeVariables(
  project: readonly EnvironmentVariable[],
  overrides: readonly EnvironmentVariable[],
): EnvironmentVariable[] {
  const merged = new Map([...project, ...overrides].map((variable) => [variable.name, variable]))
  return [...merged.values()]
}

function sourceOf({ type, value = '' }: EnvironmentVariable): VariableSource {
  switch (type) {
    case 'PARAMETER_STORE':
      return { type: 'parameter', name: value }
    case 'SECRETS_MANAGER':
      return { type: 'secret', reference: value }
    default:
      return { type: 'literal', value }
  }
}

/**
 * The variables that a build hands on, in the order in which they were asked for. Never credentials (`AWS_…`), nor what
 * the project takes from a parameter or a secret (documented). Variables that were not set in the end stay out.
 */
export function exportedVariables(
  names: readonly string[],
  atEnd: ReadonlyMap<string, string>,
  project: readonly EnvironmentVariable[],
): { name: string; value: string }[] {
  const secret = new Set(project.filter(({ type }) => type && type !== 'PLAINTEXT').map(({ name }) => name))
  const wanted = [...new Set(names)].filter((name) => !name.startsWith('AWS_') && !secret.has(name))
  return wanted.flatMap((name) => {
    const value = atEnd.get(name)
    return value === undefined ? [] : [{ name, value }]
  })
}
