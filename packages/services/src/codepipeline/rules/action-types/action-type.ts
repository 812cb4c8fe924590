import type {
  ActionCategory,
  ActionConfigurationProperty,
  ActionOwner,
  ActionType,
  ActionTypeId,
  ActionTypeSettings,
} from '@aws-sdk/client-codepipeline'

/** How many artifacts an action takes or gives: exactly that many, or from the first number to the second. */
export type ArtifactCount = number | [minimum: number, maximum: number]

/** An action type as structure rules and ListActionTypes see it. */
export interface ActionTypeDefinition {
  id: ActionTypeId
  inputs: { minimum: number; maximum: number }
  outputs: { minimum: number; maximum: number }
  properties: ActionConfigurationProperty[]
  /** Only pipelines of type V2 may hold it. */
  onlyV2: boolean
  /** Longest time that one execution takes, in minutes. */
  timeoutInMinutes: number
  /** Addresses that people are led to; only custom action types have them. */
  settings?: ActionTypeSettings
}

/** Says what the action type of that id takes, where such a type can be used. */
export type ActionTypes = (id: ActionTypeId) => ActionTypeDefinition | undefined

interface Given {
  owner?: ActionOwner
  inputs?: ArtifactCount
  outputs?: ArtifactCount
  properties?: ActionConfigurationProperty[]
  onlyV2?: boolean
  timeoutInMinutes?: number
}

const HOUR = 60

/** One of the action types that are always there. Without an owner it is AWS's; it ends after an hour (documented). */
export function builtIn(category: ActionCategory, provider: string, given: Given): ActionTypeDefinition {
  return {
    id: { category, owner: given.owner ?? 'AWS', provider, version: '1' },
    inputs: range(given.inputs ?? 0),
    outputs: range(given.outputs ?? 0),
    properties: given.properties ?? [],
    onlyV2: given.onlyV2 ?? false,
    timeoutInMinutes: given.timeoutInMinutes ?? HOUR,
  }
}

function range(count: ArtifactCount): { minimum: number; maximum: number } {
  const [minimum, maximum] = typeof count === 'number' ? [count, count] : count
  return { minimum, maximum }
}

const property = (name: string, more: Partial<ActionConfigurationProperty>): ActionConfigurationProperty => ({
  name,
  required: false,
  key: false,
  secret: false,
  queryable: false,
  ...more,
})

/** Configuration properties. A key tells what the action acts on; a secret is never read back. */
export const key = (name: string) => property(name, { required: true, key: true })
export const required = (name: string) => property(name, { required: true })
export const optional = (name: string) => property(name, {})
export const secret = (name: string) => property(name, { required: true, secret: true })

/** As ListActionTypes shows it. The model has no more than five artifacts there. */
export function toActionType({ id, settings, properties, inputs, outputs }: ActionTypeDefinition): ActionType {
  return {
    id,
    settings: settings ?? {},
    actionConfigurationProperties: properties,
    inputArtifactDetails: details(inputs),
    outputArtifactDetails: details(outputs),
  }
}

const MOST_SHOWN = 5

const details = ({ minimum, maximum }: { minimum: number; maximum: number }) => ({
  minimumCount: minimum,
  maximumCount: Math.min(maximum, MOST_SHOWN),
})

export const sameType = (left: ActionTypeId, right: ActionTypeId): boolean => typeKey(left) === typeKey(right)

/** `Owner/Category/Provider/Version`, which tells an action type. */
export const typeKey = ({ owner, category, provider, version }: ActionTypeId): string =>
  `${owner}/${category}/${provider}/${version}`
