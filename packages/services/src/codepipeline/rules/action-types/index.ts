import type { ActionTypeId } from '@aws-sdk/client-codepipeline'
import { type ActionTypeDefinition, type ActionTypes, typeKey } from './action-type.ts'
import { BUILD_TYPES } from './build.ts'
import { DEPLOY_TYPES } from './deploy.ts'
import { OTHER_TYPES } from './other.ts'
import { SOURCE_TYPES } from './source.ts'

/** The action types that every pipeline can use. A definition may name each; not each can be carried out here. */
export const BUILT_IN_TYPES: readonly ActionTypeDefinition[] = [
  ...SOURCE_TYPES,
  ...BUILD_TYPES,
  ...DEPLOY_TYPES,
  ...OTHER_TYPES,
]

const byKey = new Map(BUILT_IN_TYPES.map((type) => [typeKey(type.id), type]))

export const findActionType = (id: ActionTypeId): ActionTypeDefinition | undefined => byKey.get(typeKey(id))

/** Those, and the custom ones of one account and region. */
export function actionTypesWith(custom: readonly ActionTypeDefinition[]): ActionTypes {
  const own = new Map(custom.map((type) => [typeKey(type.id), type]))
  return (id) => findActionType(id) ?? own.get(typeKey(id))
}
