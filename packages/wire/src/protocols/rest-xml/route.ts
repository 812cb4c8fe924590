import type { OperationModel, ServiceModel } from '../../schema/model.ts'

/** What a request must look like to mean an operation. */
export interface Route {
  operation: string
  method: string
  bucket: boolean
  key: boolean
  /** Parameters that stand in the operation's address: `?acl`, `?list-type=2`. */
  literals: [name: string, value: string][]
  /** What SDKs add to tell operations apart that share an address; others leave it out. */
  id: string | undefined
  /** Query parameters and headers of required members. */
  requiredQuery: string[]
  requiredHeaders: string[]
}

/** What a request looks like. */
export interface Addressed {
  method: string
  bucket: string
  key: string
  query: URLSearchParams
  headers: Readonly<Record<string, string>>
}

const tables = new WeakMap<ServiceModel, Route[]>()

/**
 * The operation that a request means: of those whose demands it meets, the one that demands most. Addresses name no
 * bucket; it is a label that comes before the rest of the path (or stands in the Host header).
 */
export function route(request: Addressed, model: ServiceModel): string | undefined {
  let best: Route | undefined
  let bestScore = -1
  for (const candidate of routesOf(model)) {
    const score = scoreOf(candidate, request)
    if (score > bestScore) [best, bestScore] = [candidate, score]
  }
  return best?.operation
}

/** -1: does not fit. Literals and required members weigh more than the id, which never decides alone. */
function scoreOf(route: Route, request: Addressed): number {
  const { query, headers } = request
  if (route.method !== request.method) return -1
  if (route.bucket !== (request.bucket !== '') || route.key !== (request.key !== '')) return -1
  if (!route.literals.every(([name, value]) => query.has(name) && (value === '' || query.get(name) === value)))
    return -1
  if (!route.requiredQuery.every((name) => query.has(name))) return -1
  if (!route.requiredHeaders.every((name) => headers[name] !== undefined)) return -1
  const demands = route.literals.length + route.requiredQuery.length + route.requiredHeaders.length
  const id = route.id !== undefined && route.id === query.get('x-id') ? 2 : 0
  return demands * 4 + id + (PLAIN.has(route.operation) ? 1 : 0)
}

/** Operations meant by an address without anything that tells more. */
const PLAIN = new Set([
  'CreateBucket',
  'DeleteBucket',
  'DeleteObject',
  'GetObject',
  'HeadBucket',
  'HeadObject',
  'ListBuckets',
  'ListObjects',
  'PutObject',
])

function routesOf(model: ServiceModel): Route[] {
  let routes = tables.get(model)
  if (!routes) {
    routes = [...model.operations.values()].flatMap((operation) => routeOf(operation) ?? [])
    tables.set(model, routes)
  }
  return routes
}

function routeOf(operation: OperationModel): Route | undefined {
  if (!operation.http) return undefined
  const { method, uri } = operation.http
  const [path = '', search = ''] = uri.split('?', 2)
  // Addresses of their own (`/WriteGetObjectResponse`) belong to other hosts than S3's.
  if (path !== '/' && path !== '/{Key+}') return undefined
  const parameters = new URLSearchParams(search)
  const members = operation.input.kind === 'structure' ? operation.input.members : []
  const required = members.filter((member) => member.required)
  return {
    operation: operation.name,
    method,
    bucket: members.some((member) => member.name === 'Bucket' && member.traits.httpLabel),
    key: path === '/{Key+}',
    literals: [...parameters].filter(([name]) => name !== 'x-id'),
    id: parameters.get('x-id') ?? undefined,
    requiredQuery: required.flatMap((member) => member.traits.httpQuery ?? []),
    requiredHeaders: required.flatMap((member) => member.traits.httpHeader?.toLowerCase() ?? []),
  }
}
