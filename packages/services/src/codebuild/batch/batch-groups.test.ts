import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BatchBuildSpec, BatchSpec } from '../buildspec/buildspec.ts'
import { batchGroups } from './batch-groups.ts'

const build = (identifier: string, ...dependOn: string[]): BatchBuildSpec => ({
  identifier,
  dependOn,
  env: {},
  ignoreFailure: false,
  debugSession: false,
})
const graph = (...builds: BatchBuildSpec[]): BatchSpec => ({ type: 'build-graph', fastFail: false, builds })

function identifiers(batch: BatchSpec): string[] | string {
  const result = batchGroups(batch)
  return 'problem' in result ? result.problem.message : result.groups.map((group) => group.identifier)
}

test.each<[string, BatchSpec, string[] | string]>([
  ['a list', { type: 'build-list', fastFail: false, builds: [build('b'), build('a')] }, ['b', 'a']],
  ['a graph', graph(build('c', 'a', 'b'), build('b', 'a'), build('a')), ['a', 'b', 'c']],
  [
    'a circle',
    graph(build('a', 'b'), build('b', 'a'), build('c')),
    'Invalid batch: "a", "b" depend on one another in a circle',
  ],
  ['a circle of one', graph(build('a', 'a')), 'Invalid batch: "a" depend on one another in a circle'],
  ['an unknown name', graph(build('a', 'x')), 'Invalid batch: "a" depends on "x", which is not there'],
  ['the same name twice', graph(build('a'), build('a')), 'Invalid batch: the identifier "a" is given twice'],
])('%s', (_, batch, expected) => {
  expect(identifiers(batch)).toEqual(expected)
})

test('a matrix is every combination of its values over what is fixed', () => {
  const result = batchGroups({
    type: 'build-matrix',
    fastFail: false,
    ignoreFailure: true,
    env: { type: 'LINUX_CONTAINER', variables: { FIXED: '1' } },
    dynamic: { buildspec: ['a.yml'], computeType: [], image: ['i', 'j'], variables: { V: ['1', '2'] } },
  })

  const fixed = { buildspec: 'a.yml', ignoreFailure: true, debugSession: false, dependOn: [] }
  const env = (image: string, V: string) => ({ type: 'LINUX_CONTAINER', image, variables: { FIXED: '1', V } })
  expect(result).toEqual({
    groups: [
      { ...fixed, identifier: 'build0', env: env('i', '1') },
      { ...fixed, identifier: 'build1', env: env('i', '2') },
      { ...fixed, identifier: 'build2', env: env('j', '1') },
      { ...fixed, identifier: 'build3', env: env('j', '2') },
    ],
  })
})

test('a matrix that multiplies beyond the limit is refused without being multiplied out', () => {
  const values = Array.from({ length: 50 }, (_, at) => String(at))
  const variables = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`V${at}`, values]))
  const dynamic = { buildspec: [], computeType: [], image: [], variables }

  const result = batchGroups({ type: 'build-matrix', fastFail: false, ignoreFailure: false, env: {}, dynamic })

  expect(result).toHaveProperty('problem.statusCode', 'YAML_FILE_ERROR')
})

test('a fan-out is the same build with a share each', () => {
  const result = batchGroups({ type: 'build-fanout', fastFail: false, parallelism: 2, ignoreFailure: false, env: {} })

  expect(result).toMatchObject({
    groups: [
      { identifier: 'fanout_0', share: { index: 0, of: 2 } },
      { identifier: 'fanout_1', share: { index: 1, of: 2 } },
    ],
  })
})

test('in every graph that has an order each build comes once, after all it depends on', () => {
  const graphs = fc.array(fc.array(fc.nat(20), { maxLength: 4 }), { minLength: 1, maxLength: 20 }).map((edges) =>
    // Edges lead to earlier builds only, so there is an order; it is then hidden by turning the list round.
    edges
      .map((to, at) => build(`b${at}`, ...to.filter((target) => target < at).map((target) => `b${target}`)))
      .reverse(),
  )
  fc.assert(
    fc.property(graphs, (builds) => {
      const order = identifiers(graph(...builds)) as string[]
      expect(order.toSorted()).toEqual(builds.map(({ identifier }) => identifier).sort())
      for (const { identifier, dependOn } of builds) {
        for (const before of dependOn) expect(order.indexOf(before)).toBeLessThan(order.indexOf(identifier))
      }
    }),
  )
})
