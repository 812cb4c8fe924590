import { quote, validation } from '../errors.ts'
import type { ActionTypeDefinition } from './action-types/action-type.ts'
import { queryableProperty } from './action-types/custom-action-type.ts'

/** The value of the queryable property that a worker asks for. It has to where the type has one (documented). */
export function checkedQuery(
  type: ActionTypeDefinition,
  query: Readonly<Record<string, string>> | undefined,
): string | undefined {
  const property = queryableProperty(type)
  const keys = Object.keys(query ?? {})
  const unknown = keys.find((key) => key !== property)
  if (unknown !== undefined) throw validation(`queryParam: '${quote(unknown)}' is not queryable in this action type`)
  if (property === undefined) return undefined
  if (keys.length === 0) throw validation(`queryParam: the value of '${property}' is required by this action type`)
  return query?.[property]
}
