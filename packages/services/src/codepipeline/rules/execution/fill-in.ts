import type { ArtifactObject } from '../../providers/provider.ts'
import { type Namespaces, resolveTexts } from '../variables/resolve.ts'
import type { ActionError } from './execution-state.ts'

/** The texts of an action or rule in which variables are filled in (documented). */
export interface FillableTexts {
  configuration: Record<string, string>
  commands: string[]
  environmentVariables: { name: string; value: string; type: 'PLAINTEXT' | 'SECRETS_MANAGER' }[]
}

export interface Fillable {
  configuration?: Record<string, string>
  commands?: string[]
  environmentVariables?: { name?: string; value?: string; type?: 'PLAINTEXT' | 'SECRETS_MANAGER' }[]
}

export type FilledIn = { texts: FillableTexts } | { failure: ActionError }

/** All of them together with their variables filled in, or why the action cannot be carried out. */
export function fillIn(given: Fillable, namespaces: Namespaces): FilledIn {
  const { configuration = {}, commands = [], environmentVariables = [] } = given
  const texts = {
    ...prefixed('c', Object.entries(configuration)),
    ...prefixed(
      'r',
      commands.map((text, index) => [String(index), text]),
    ),
    ...prefixed(
      'e',
      environmentVariables.map(({ value = '' }, index) => [String(index), value]),
    ),
  }
  const resolved = resolveTexts(texts, namespaces)
  if (!resolved.ok) return { failure: { code: 'ConfigurationError', message: resolved.message } }
  const { values } = resolved
  return {
    texts: {
      configuration: Object.fromEntries(Object.keys(configuration).map((key) => [key, values[`c${key}`] ?? ''])),
      commands: commands.map((_, index) => values[`r${index}`] ?? ''),
      environmentVariables: environmentVariables.map(({ name = '', type = 'PLAINTEXT' }, index) => ({
        name,
        type,
        value: values[`e${index}`] ?? '',
      })),
    },
  }
}

const prefixed = (prefix: string, entries: [string, string][]): Record<string, string> =>
  Object.fromEntries(entries.map(([key, text]) => [prefix + key, text]))

/** The artifacts that an action or rule takes, or why it cannot be carried out. */
export function findInputs<Artifact extends ArtifactObject>(
  names: readonly string[],
  artifacts: readonly Artifact[],
): { inputs: Artifact[] } | { failure: ActionError } {
  const inputs = names.map((name) => artifacts.find((artifact) => artifact.name === name))
  const missing = names[inputs.indexOf(undefined)]
  if (missing !== undefined) {
    const message = `The input artifact '${missing}' does not exist: the action that puts it out has not succeeded in this execution`
    return { failure: { code: 'ConfigurationError', message } }
  }
  return { inputs: inputs.filter((artifact) => artifact !== undefined) }
}
