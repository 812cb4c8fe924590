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
 * name, as long as nothing else says where it goes: with another type or another configuration, or in a stage that was
 * renamed, it is lost (documented), and `****` is then what the provider gets. Otherwise whoever may update a pipeline
 * could have its secrets handed to a worker of their own.
 */
export function carrySecrets(
  after: { masked: Pipeline; secrets: Secrets },
  before: { masked: Pipeline; secrets: Secrets },
  types: ActionTypes = findActionType,
): Secrets {
  const sent = new Map(placedActions(before.masked).map(({ stage, action }) => [pathOf(stage, action), sentTo(action)]))
  const kept: Secrets = {}
  for (const { stage, action } of placedActions(after.masked)) {
    const isSame = sent.get(pathOf(stage, action)) === sentTo(action)
    for (const key of secretKeys(action, types)) {
      const path = secretPath(stage.name, action.name, key)
      const value = after.secrets[path] ?? (isSame ? before.secrets[path] : undefined)
      if (value !== undefined) kept[path] = value
    }
  }
  return kept
}

const pathOf = (stage: { name: string }, action: Action) => `${stage.name}/${action.name}`

/** What decides who gets the configuration of an action, and what they do with it. */
function sentTo({ actionTypeId, configuration, roleArn, region }: Action): string {
  const { category, owner, provider, version } = actionTypeId
  const values = Object.entries(configuration).toSorted(([left], [right]) => (left < right ? -1 : 1))
  return JSON.stringify([category, owner, provider, version, roleArn, region, values])
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
