import type { ParameterStringFilter, ParametersFilter } from '@aws-sdk/client-ssm'
import { invalidFilterKey, invalidFilterOption, invalidFilterValue } from '../errors.ts'
import type { Tags } from './tags.ts'

/** What filters look at. */
export interface Filtered {
  name: string
  type: string
  tier: string
  dataType: string
  keyId?: string
  labels: string[]
  tags: Tags
}

type Test = (parameter: Filtered) => boolean

/** Which keys take part where: those of DescribeParameters, and those of GetParametersByPath (documented). */
export const DESCRIBE_KEYS = ['Name', 'Type', 'KeyId', 'Path', 'Label', 'Tier', 'DataType', 'tag:']
export const BY_PATH_KEYS = ['Type', 'KeyId', 'Label']

/** Whether a parameter passes all of the filters. */
export function passes(filters: ParameterStringFilter[] = [], keys: readonly string[]): Test {
  const tests = filters.map((filter) => testOf(filter, keys))
  return (parameter) => tests.every((test) => test(parameter))
}

/** The older form of filters: any of the values, from the start of names. */
export function passesOld(filters: ParametersFilter[] = []): Test {
  return passes(
    filters.map(({ Key, Values }) => ({ Key, Values, Option: Key === 'Name' ? 'BeginsWith' : 'Equals' })),
    ['Name', 'Type', 'KeyId'],
  )
}

function testOf(
  { Key: key = '', Option: option, Values: values = [] }: ParameterStringFilter,
  keys: readonly string[],
) {
  if (!keys.some((known) => (known.endsWith(':') ? key.startsWith(known) : key === known))) throw invalidFilterKey(key)
  if (values.length === 0 && !key.startsWith('tag:')) {
    throw invalidFilterValue(`The filter with the key "${key}" has no values.`)
  }
  return key === 'Path' ? pathTest(values, option) : fieldTest(key, values, option)
}

function fieldTest(key: string, values: string[], option = 'Equals'): Test {
  const compare = COMPARE.get(option)
  if (!compare || (key !== 'Name' && option === 'Contains')) throw invalidFilterOption(option, key)
  return (parameter) => {
    const found = valuesOf(parameter, key)
    return values.length === 0
      ? found.length > 0
      : found.some((each) => values.some((value) => compare(comparable(key, each), comparable(key, value))))
  }
}

const COMPARE = new Map<string, (found: string, value: string) => boolean>([
  ['Equals', (found, value) => found === value],
  ['BeginsWith', (found, value) => found.startsWith(value)],
  ['Contains', (found, value) => found.includes(value)],
])

/** A leading slash of a name counts for nothing in filters (observed). */
const comparable = (key: string, text: string) => (key === 'Name' ? text.replace(/^\//, '') : text)

function valuesOf(parameter: Filtered, key: string): string[] {
  if (key.startsWith('tag:')) {
    const name = key.slice('tag:'.length)
    return Object.hasOwn(parameter.tags, name) ? [parameter.tags[name] ?? ''] : []
  }
  switch (key) {
    case 'Name':
      return [parameter.name]
    case 'Type':
      return [parameter.type]
    case 'Tier':
      return [parameter.tier]
    case 'DataType':
      return [parameter.dataType]
    case 'Label':
      return parameter.labels
    default:
      return parameter.keyId === undefined ? [] : [parameter.keyId]
  }
}

function pathTest(values: string[], option = 'OneLevel'): Test {
  if (option !== 'OneLevel' && option !== 'Recursive') throw invalidFilterOption(option, 'Path')
  const bad = values.find((value) => !value.startsWith('/'))
  if (bad !== undefined) throw invalidFilterValue(`The path "${bad}" does not begin with "/".`)
  return ({ name }) => values.some((value) => isBelow(name, value, option === 'Recursive'))
}

/** Whether a parameter lies below a path: on the next level, or anywhere. */
export function isBelow(name: string, path: string, recursive: boolean): boolean {
  const folder = path.endsWith('/') ? path : `${path}/`
  // What is not a path lies below the root alone.
  const rest = name.startsWith(folder) ? name.slice(folder.length) : folder === '/' ? name : undefined
  return rest !== undefined && rest !== '' && (recursive || !rest.includes('/'))
}
