import type { ActionTypes } from './action-types/action-type.ts'
import { findActionType } from './action-types/index.ts'
import { type Action, type Pipeline, placedActions } from './pipeline.ts'

/** What every read shows for a secret configuration value (documented). */
export const MASK = '****'

/** Secret values of a pipeline by where they stand; see {@link secretPath}. */
export type Secrets = Record<string, string>

const secretPath = (stage: string, action: string, key: string): string => `${stage}/${action}/${key}`

function secretKeys({ actionTypeId, configuration }: Action, types: ActionTypes): string[] {
  const properties = types(actionTypeId)?.properties ?? []
  const keys = properties.filter((property) => property.secret).map((property) => property.name ?? '')
  return keys.filter((key) => configuration[key] !== undefined)
}

/** A definition without its secrets, and these apart. A value that reads `****` is not a secret but asks for the one kept. */
export function splitSecrets(
  pipeline: Pipeline,
  types: ActionTypes = findActionType,
): { masked: Pipeline; secrets: Secrets } {
  const secrets: Secrets = {}
  for (const { stage, action } of placedActions(pipeline)) {
    for (const key of secretKeys(action, types)) {
      const value = action.configuration[key]
      if (value !== undefined && value !== MASK) secrets[secretPath(stage.name, action.name, key)] = value
    }
  }
  const stages = pipeline.stages.map((stage) => ({
    ...stage,
    actions: stage.actions.map((action) => masked(action, types)),
  }))
  return { masked: { ...pipeline, stages }, secrets }
}

function masked(action: Action, types: ActionTypes): Action {
  const hidden = Object.fromEntries(secretKeys(action, types).map((key) => [key, MASK]))
  return { ...action, configuration: { ...action.configuration, ...hidden } }
}

/**
 * The secrets of a definition that replaces another. What reads `****` keeps the value of the action of that stage and
 * name; the secrets of a stage that was renamed are lost (documented), and `****` is then what the provider gets.
 */
export function carrySecrets(
  after: { masked: Pipeline; secrets: Secrets },
  before: Secrets,
  types: ActionTypes = findActionType,
): Secrets {
  const kept: Secrets = {}
  for (const { stage, action } of placedActions(after.masked)) {
    for (const key of secretKeys(action, types)) {
      const path = secretPath(stage.name, action.name, key)
      const value = after.secrets[path] ?? before[path]
      if (value !== undefined) kept[path] = value
    }
  }
  return kept
}

/**
 * The configuration of an action with its secrets in clear, for whoever carries it out. What is a secret was decided when
 * the definition was taken, so that an action type which was deleted since changes nothing.
 */
export function withSecrets(stage: string, action: Action, secrets: Secrets): Record<string, string> {
  const values = Object.entries(action.configuration).map(([key, value]) => {
    const path = secretPath(stage, action.name, key)
    return [key, (value === MASK && Object.hasOwn(secrets, path) ? secrets[path] : undefined) ?? value]
  })
  return Object.fromEntries(values)
}
