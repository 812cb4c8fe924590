import { decodeBytes, encodeBytes } from './percent.ts'

/** One parameter of a query string, decoded to byte strings. */
export interface QueryParameter {
  name: string
  value: string
}

/** All parameters in their order. `+` is a space; a parameter without `=` has an empty value. */
export function parseQuery(rawQuery: string): QueryParameter[] {
  if (rawQuery === '') return []
  const parameters: QueryParameter[] = []
  for (const part of rawQuery.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = equals < 0 ? part : part.slice(0, equals)
    const value = equals < 0 ? '' : part.slice(equals + 1)
    parameters.push({ name: decode(name), value: decode(value) })
  }
  return parameters
}

/** Values of the parameters called `name`. */
export function valuesOf(parameters: QueryParameter[], name: string): string[] {
  return parameters.filter((parameter) => parameter.name === name).map((parameter) => parameter.value)
}

/** The canonical query string: every parameter encoded anew, sorted by name and then by value. */
export function canonicalQuery(parameters: QueryParameter[]): string {
  const pairs = parameters.map(({ name, value }) => [encodeBytes(name), encodeBytes(value)] as const)
  pairs.sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
  return pairs.map(([name, value]) => `${name}=${value}`).join('&')
}

function decode(text: string): string {
  return decodeBytes(text.replaceAll('+', ' '))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
